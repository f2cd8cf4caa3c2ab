"""The outline of a text: which line is a heading, how deep it stands, what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.outline.lines import Line
from indexer.outline.numbering import LETTERS, Label, Rank, parse_label
from indexer.outline.vocabulary import is_closing
from knowledge.model import SectionRole

_HEADING_SYLLABLES = 40  # a finished line longer than this is a paragraph, not a heading
_OPEN_HEADING_SYLLABLES = 90  # an unfinished one (no full stop) that has something under it
_LEAD_SYLLABLES = 25  # "b) Đề nghị Đoàn thanh niên: Tuyên truyền …"
_LEAD_SENTENCE = 8  # "2. Hồ sơ. Gồm có …"
_NAMED = {Rank.APPENDIX, Rank.PART, Rank.CHAPTER, Rank.SECTION, Rank.SUBSECTION}


@dataclass(slots=True)
class Part:
    """A section in lines: `[first, last)`; `path` ends with its own heading."""

    label: str
    heading: str
    level: int
    path: tuple[str, ...]
    first: int
    last: int
    role: SectionRole = SectionRole.BODY


@dataclass(slots=True)
class _Open:
    rank: int
    value: int
    path: tuple[str, ...]


def outline(
    lines: Sequence[Line],
    start: int,
    roles: dict[int, SectionRole],
    *,
    levels_first: bool = False,
    base: tuple[str, ...] = (),
) -> list[Part]:
    """The parts of `lines[start:]`, which they tile without a gap.

    `roles` names lines that stand outside the outline (recipients, signature). With `levels_first` the
    format's own heading levels outrank numbering. `base` is put before every path.
    """
    builder = _Builder(lines, roles, levels_first=levels_first, base=base)
    for index in range(start, len(lines)):
        builder.add(index)
    return builder.parts


class _Builder:
    def __init__(
        self,
        lines: Sequence[Line],
        roles: dict[int, SectionRole],
        *,
        levels_first: bool,
        base: tuple[str, ...],
    ) -> None:
        self.parts: list[Part] = []
        self._lines = lines
        self._roles = roles
        self._levels_first = levels_first
        self._base = base
        self._stack: list[_Open] = []
        self._labels: dict[int, Label | None] = {}
        self._outside = False  # after a block outside the outline: unlabelled text starts a new part

    def add(self, index: int) -> None:
        line = self._lines[index]
        role = self._roles.get(index)
        if role is not None:
            self._block(index, role)
            return
        if line.table is not None:
            self._table(index)
            return
        label = self._label(index)
        rank = self._rank(line, label)
        if rank is not None:
            self._open(index, line, label, rank)
        elif is_closing(line.text) and not self._levels_first:
            self._stack.clear()
            self._append(Part("", "", 1 + len(self._base), self._base, index, index + 1))
        elif self._fills_heading(line):
            self._fill_heading(index, line)
        elif self.parts and not self._outside and self.parts[-1].role is SectionRole.BODY:
            self.parts[-1].last = index + 1
        else:
            path = self._stack[-1].path if self._stack else self._base
            self._append(Part("", "", max(1, len(path) + 1), path, index, index + 1))

    def _append(self, part: Part) -> None:
        self.parts.append(part)
        self._outside = False

    def _block(self, index: int, role: SectionRole) -> None:
        if self.parts and self.parts[-1].role is role and self.parts[-1].last == index:
            self.parts[-1].last = index + 1
            return
        self._stack.clear()
        heading = "Nơi nhận" if role is SectionRole.RECIPIENTS else ""
        self._append(Part("", heading, 1, (heading,) if heading else (), index, index + 1, role))
        self._outside = True

    def _table(self, index: int) -> None:
        last = self.parts[-1] if self.parts else None
        same = index > 0 and self._lines[index - 1].table == self._lines[index].table
        if last is not None and last.role is SectionRole.TABLE and same:
            last.last = index + 1
            return
        path = self._stack[-1].path if self._stack else self._base
        self._append(
            Part("", "", len(self._stack) + 1 + len(self._base), path, index, index + 1, SectionRole.TABLE)
        )

    def _label(self, index: int) -> Label | None:
        if index not in self._labels:
            self._labels[index] = parse_label(self._lines[index].text)
        return self._labels[index]

    def _rank(self, line: Line, label: Label | None) -> int | None:
        """Rank of the section this line opens; None when it is own text of the open one."""
        if line.level is not None and (self._levels_first or label is None or label.rank >= Rank.DASH):
            return Rank.HEADING + min(max(line.level, 1), 9)
        return None if label is None or label.rank is Rank.PLUS else label.rank

    def _open(self, index: int, line: Line, label: Label | None, rank: int) -> None:
        following = self._following(index, rank)
        if (
            label is not None
            and label.rank is Rank.DASH
            and rank == Rank.DASH
            and not self._has_points(index)
        ):
            # A bullet is own text of the section it stands in, unless it has points of its own.
            self._close(Rank.DASH)
            self._text(index)
            return
        if label is not None and rank == Rank.ROMAN_LOWER and self._is_letter(label):
            rank = Rank.LETTER
        self._close(rank)
        if label is None or rank < Rank.APPENDIX:
            heading = line.text if label is None else label.rest
        else:
            heading = heading_of(label, following)
        printed = _printed(label, heading) if label is not None else heading.rstrip(" :.")
        parent = self._stack[-1].path if self._stack else self._base
        path = (*parent, printed) if printed else parent
        self._stack.append(_Open(rank, label.value if label else 0, path))
        level = len(self._stack) + len(self._base)
        name = label.name if label is not None else ""
        self._append(Part(name, heading.rstrip(" :."), level, path, index, index + 1))

    def _text(self, index: int) -> None:
        if self.parts and self.parts[-1].role is SectionRole.BODY and not self._outside:
            same = self.parts[-1].path == (self._stack[-1].path if self._stack else self._base)
            if same:
                self.parts[-1].last = index + 1
                return
        path = self._stack[-1].path if self._stack else self._base
        self._append(Part("", "", len(self._stack) + 1 + len(self._base), path, index, index + 1))

    def _close(self, rank: int) -> None:
        while self._stack and self._stack[-1].rank >= rank:
            self._stack.pop()

    def _is_letter(self, label: Label) -> bool:
        return any(
            item.rank == Rank.LETTER and item.value == LETTERS.find(label.name[0]) for item in self._stack
        )

    def _following(self, index: int, rank: int) -> str:
        """What stands under the line: "deeper" label, "text", "sibling" (or outer) label, or "end"."""
        if index + 1 >= len(self._lines) or self._roles.get(index + 1) is not None:
            return "end"
        line = self._lines[index + 1]
        if line.table is not None:
            return "deeper"
        label = self._label(index + 1)
        if label is None:
            return "end" if is_closing(line.text) else "text"
        return "deeper" if label.rank > rank else "sibling"

    def _has_points(self, index: int) -> bool:
        label = self._label(index + 1) if index + 1 < len(self._lines) else None
        return label is not None and label.rank is Rank.PLUS

    def _fills_heading(self, line: Line) -> bool:
        """A title on the line after "Chương II"."""
        last = self.parts[-1] if self.parts else None
        return (
            last is not None
            and bool(self._stack)
            and not self._outside
            and not last.heading
            and bool(last.label)
            and last.last - last.first == 1
            and self._stack[-1].rank in _NAMED
            and len(line.text.split()) <= _HEADING_SYLLABLES
            and not line.text.endswith((";", "."))
        )

    def _fill_heading(self, index: int, line: Line) -> None:
        last = self.parts[-1]
        last.heading = line.text.rstrip(" :.")
        last.last = index + 1
        last.path = (*last.path[:-1], f"{last.path[-1].rstrip('.')}. {last.heading}")
        self._stack[-1].path = last.path


def heading_of(label: Label, following: str) -> str:
    """The heading in a numbered line: all of it, its short lead, or nothing when it is a plain item."""
    rest = label.rest.strip()
    return rest if not rest or _is_heading(label.rank, rest, following) else _lead(rest)


def _is_heading(rank: Rank, rest: str, following: str) -> bool:
    """True when all of a numbered line is a heading; `following` as from `_Builder._following`."""
    count = len(rest.split())
    encloses = following in {"deeper", "text"}
    if rank <= Rank.ROMAN and rank is not Rank.ARTICLE and count <= _HEADING_SYLLABLES:
        return True
    if ": " in rest:
        return False
    if rest.endswith(":"):
        return count <= _HEADING_SYLLABLES
    if rest.endswith("."):
        single = ". " not in rest and "; " not in rest
        return encloses and single and count <= _HEADING_SYLLABLES
    if rest.endswith((";", "!", "?", "…", ",")):
        return False
    return (encloses and count <= _OPEN_HEADING_SYLLABLES) or (
        rank <= Rank.DECIMAL_3 and count <= _LEAD_SYLLABLES
    )


def _lead(rest: str) -> str:
    colon = rest.find(": ")
    if (
        colon > 0
        and len(rest[:colon].split()) <= _LEAD_SYLLABLES
        and not any(x in rest[:colon] for x in (". ", "; "))
    ):
        return rest[:colon]
    stop = rest.find(". ")
    if stop > 0 and len(rest[:stop].split()) <= _LEAD_SENTENCE:
        return rest[:stop]
    return ""


def _printed(label: Label, heading: str) -> str:
    """The element of the heading path: "3. Bộ phận Tư pháp – Hộ tịch", "a)", "Chương II"."""
    heading = heading.rstrip(" :.")
    if not heading:
        return "" if label.rank is Rank.DASH else label.printed
    printed = label.printed
    if label.rank < Rank.UPPER and not printed.endswith((".", ":", ")")):
        printed += "."
    return f"{printed} {heading}"
