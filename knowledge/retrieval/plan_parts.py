"""What part of a plan a passage is: plans are built alike, "tiền ở đâu ra" asks for one part of any."""

from __future__ import annotations

from functools import lru_cache

from knowledge.model import DocumentKind, Metadata, Passage, PlanPart, SectionRole
from knowledge.vietnamese.abbreviations import read_table
from knowledge.vietnamese.phrases import PhraseTable
from knowledge.vietnamese.text import words

_LONGEST = 9  # syllables of a heading that names its part; a longer one is a sentence about the subject
_BY_ROLE = {SectionRole.LEGAL_BASES: PlanPart.BASIS, SectionRole.CLOSING: PlanPart.REPORT}


def part_of(meta: Metadata, passage: Passage) -> PlanPart | None:
    """What `passage` is of its plan, by the innermost heading that tells; None where none does.

    What stands before all headings says what the plan carries out.
    """
    if meta.kind is not DocumentKind.ADMINISTRATIVE:
        return None
    if passage.role in _BY_ROLE:
        return _BY_ROLE[passage.role]
    for heading in reversed(passage.heading_path):
        found = _table().values(heading) if len(words(heading)) <= _LONGEST else []
        if found:
            return found[0]
    opens = passage.ordinal == 0 or not passage.heading_path
    return PlanPart.BASIS if opens and passage.role is SectionRole.BODY else None


@lru_cache(maxsize=1)
def _table() -> PhraseTable[PlanPart]:
    return PhraseTable((phrase, PlanPart(part)) for part, phrase in read_table("plan_parts.tsv"))
