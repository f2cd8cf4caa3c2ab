"""Documents cut into passages along their outline.

A passage never leaves its heading: the heading stands in its text or in its `heading_path`. Small sections
under one heading are put together, large ones are cut between paragraphs, then between sentences.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.model import Asked, Document, DocumentKind, Metadata, Passage, Section, SectionRole, Span
from knowledge.vietnamese.text import sentences

_SYLLABLE = re.compile(r"[^\W_]+")
_WORD_END = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Piece:
    """The smallest run that is not cut: a paragraph, a sentence, or part of an overlong sentence."""

    start: int
    end: int
    size: int
    sticky: bool = False  # introduces what follows: must not end a passage


@dataclass(slots=True)
class _Node:
    """A section with its sub-sections."""

    section: Section
    own: int
    children: list[_Node] = field(default_factory=list)
    total: int = 0

    def sections(self) -> Iterator[Section]:
        yield self.section
        for child in self.children:
            yield from child.sections()


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A passage before it is numbered."""

    start: int
    end: int
    size: int
    section: Section  # gives role and aspect
    path: tuple[str, ...]


def passages(
    document: Document, *, minimum: int = 60, target: int = 140, maximum: int = 220
) -> list[Passage]:
    """Cut `document` into passages; sizes are in syllables.

    Sections below `minimum` are joined with their siblings up to `target`; nothing is longer than `maximum`.
    Every character of the text but the blanks between passages lies in exactly one passage.
    """
    if document.meta.kind is DocumentKind.LAW:
        # The clauses of an article explain each other: fill passages up.
        minimum = target = max(target, maximum * 9 // 10)
    cutter = _Cutter(document.text, minimum, min(target, maximum), maximum)
    chunks = cutter.cut(_whole(document))
    meta, head = document.meta, _context_head(document.meta)
    result: list[Passage] = []
    for ordinal, chunk in enumerate(chunks):
        result.append(
            Passage.model_construct(
                id=f"{meta.id}#{ordinal}",
                document_id=meta.id,
                ordinal=ordinal,
                text=document.text[chunk.start : chunk.end],
                span=Span.model_construct(start=chunk.start, end=chunk.end),
                heading_path=chunk.path,
                page=_page(document, chunk),
                role=chunk.section.role,
                aspect=chunk.section.aspect,
                context=_context(meta, head, chunk.path),
                asked=_asked(document, chunk),
            )
        )
    return result


def _whole(document: Document) -> list[Section]:
    """The document's sections; one for all of the text when it has none."""
    if document.sections or not document.text.strip():
        return list(document.sections)
    return [Section(span=Span(start=0, end=len(document.text)))]


def _page(document: Document, chunk: _Chunk) -> int | None:
    if document.page_starts:
        index = bisect_right(document.page_starts, chunk.start, key=lambda item: item[0]) - 1
        if index >= 0:
            return document.page_starts[index][1]
    return chunk.section.page


def _asked(document: Document, chunk: _Chunk) -> tuple[Asked, ...]:
    """How people ask for the lines of a chunk."""
    if not document.asked:
        return ()
    lines = {line.strip() for line in document.text[chunk.start : chunk.end].split("\n")}
    return tuple(each for each in document.asked if each.line in lines)


def _context_head(meta: Metadata) -> list[str]:
    parts = [meta.title]
    title = meta.title.lower()
    parts.extend(value for value in (meta.locality, meta.issuer) if value and value.lower() not in title)
    years = _years(meta.years)
    if years and years not in title:
        parts.append(years)
    parts.extend(value for value in (meta.number or meta.symbol, meta.field) if value)
    return parts


def _years(years: Sequence[int]) -> str:
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"giai đoạn {years[0]}-{years[-1]}"
    return ", ".join(f"năm {year}" for year in years)


def _context(meta: Metadata, head: Iterable[str], path: tuple[str, ...]) -> str:
    return " | ".join([*head, *(heading for heading in path if not meta.title.startswith(heading))])


class _Cutter:
    def __init__(self, text: str, minimum: int, target: int, maximum: int) -> None:
        self._text = text
        self._minimum = minimum
        self._target = target
        self._maximum = max(1, maximum)
        self._sizes: dict[tuple[int, int], int] = {}

    def cut(self, sections: Sequence[Section]) -> list[_Chunk]:
        """Chunks of all `sections`, in order."""
        roots = self._tree(sections)
        # A head of one or two lines says too little to be found on its own: it opens the first passage.
        opens = len(roots) > 1 and self._is_bare(roots[0].section) and bool(roots[1].section.heading_path)
        if opens and not roots[0].section.heading:
            return self._pack(roots[1:], [roots[0].section])
        return self._pack(roots, [])

    def _size(self, start: int, end: int) -> int:
        size = self._sizes.get((start, end))
        if size is None:
            size = self._sizes[start, end] = len(_SYLLABLE.findall(self._text, start, end))
        return size

    def _tree(self, sections: Sequence[Section]) -> list[_Node]:
        roots: list[_Node] = []
        stack: list[_Node] = []
        for section in sections:
            node = _Node(section, self._size(section.span.start, section.span.end))
            while stack and not _encloses(stack[-1].section, section):
                stack.pop()
            (stack[-1].children if stack else roots).append(node)
            stack.append(node)
        for root in roots:
            _sum(root)
        return roots

    def _pack(self, nodes: Sequence[_Node], prefix: list[Section]) -> list[_Chunk]:
        """Chunks of sibling `nodes`; `prefix` are headings above them that still need a passage."""
        chunks: list[_Chunk] = []
        group: list[_Node] = []
        size = lead = sum(self._size(section.span.start, section.span.end) for section in prefix)
        for node in nodes:
            if not self._is_whole(node, lead):
                if group:
                    chunks.extend(self._close(group, prefix, chunks))
                    group, prefix = [], []
                chunks.extend(self._large(node, prefix))
                prefix, size, lead = [], 0, 0
                continue
            if group and not self._fits(group, size, node):
                chunks.extend(self._close(group, prefix, chunks))
                group, prefix, size, lead = [], [], 0, 0
            group.append(node)
            size += node.total
        if group:
            chunks.extend(self._close(group, prefix, chunks))
        elif prefix:
            chunks.extend(self._split(prefix, set()))
        return chunks

    def _fits(self, group: Sequence[_Node], size: int, node: _Node) -> bool:
        first, new = group[0].section, node.section
        opening = not first.heading_path and not new.heading_path and first.span.start == 0
        kinds = {SectionRole.BODY, SectionRole.LEGAL_BASES}
        if first.role is not new.role and not (opening and {first.role, new.role} <= kinds):
            return False
        if bool(group[-1].section.heading_path) is not bool(new.heading_path):
            return False
        if opening:
            return size + node.total <= self._maximum
        if self._stands_alone(node) or any(self._stands_alone(other) for other in group):
            return False
        return size + node.total <= self._target and min(size, node.total) < self._minimum

    def _is_whole(self, node: _Node, lead: int) -> bool:
        """True when a node with all under it makes one passage, `lead` syllables of headings included."""
        if any(section.aspect is not None for section in node.sections()):
            return False  # each aspect of a procedure is asked for by itself
        if not node.children:
            return lead + node.total <= self._maximum
        return lead + node.total <= self._target and sum(map(self._stands_alone, node.children)) < 2

    def _stands_alone(self, node: _Node) -> bool:
        """A section with a heading of its own is cited by it, so it is joined to others only when tiny."""
        return bool(node.section.heading) and node.total >= self._minimum / 2

    def _is_bare(self, section: Section) -> bool:
        """True for a heading without text of its own, and for a short head of a document."""
        start, end = section.span.start, section.span.end
        if not section.heading:
            return start == 0 and not section.label and self._size(start, end) < self._minimum / 2
        return self._text.find("\n", start, end) < 0 and len(section.heading) > 0.7 * (end - start)

    def _close(self, group: list[_Node], prefix: list[Section], before: list[_Chunk]) -> list[_Chunk]:
        """The chunk of `group`; a small one joins the chunk before it when both stand under one heading."""
        sections = [section for node in group for section in node.sections()]
        found = self._split([*prefix, *sections], {id(section) for section in prefix})
        small = len(found) == 1 and found[0].size < self._minimum and not prefix
        if before and small and not any(self._stands_alone(node) for node in group):
            last = before[-1]
            parent = group[0].section.heading_path[:-1]
            same = (
                last.section.role is found[0].section.role
                and last.section.aspect is None
                and bool(parent)
                and last.path[: len(parent)] == parent
                and not (last.section.heading and len(last.path) > len(parent))
            )
            if same and last.size + found[0].size <= self._maximum:
                before[-1] = _Chunk(
                    last.start,
                    found[0].end,
                    last.size + found[0].size,
                    last.section,
                    _common([last.path, found[0].path]),
                )
                return []
        return found

    def _large(self, node: _Node, prefix: list[Section]) -> list[_Chunk]:
        """Chunks of a node that does not fit into one passage as a whole."""
        lead = node.own + sum(self._size(section.span.start, section.span.end) for section in prefix)
        limit = self._target if self._is_bare(node.section) else self._minimum
        if node.children and lead < limit and all(child.section.aspect is None for child in node.children):
            return self._pack(node.children, [*prefix, node.section])
        own = self._split([*prefix, node.section], {id(section) for section in prefix})
        return own + self._pack(node.children, [])

    def _split(self, sections: Sequence[Section], introducing: set[int]) -> list[_Chunk]:
        """`sections`, which follow each other, as one chunk or several of at most `maximum` syllables.

        `introducing` are the ids of those that are only headings of what follows.
        """
        pieces = [
            piece for section in sections for piece in self._pieces(section, id(section) in introducing)
        ]
        if not pieces:
            return []
        total = sum(piece.size for piece in pieces)
        if total <= self._maximum:
            return [self._chunk(pieces, sections, introducing)]
        # Even parts: a passage of 200 followed by one of 20 helps nobody.
        aim = total / max(2, round(total / self._target))
        pieces = self._cut_long(pieces, min(self._maximum, int(aim * 1.3) + 1))
        groups: list[list[_Piece]] = [[]]
        size = 0
        for index, piece in enumerate(pieces):
            enough = size + piece.size / 2 > aim and not (index and pieces[index - 1].sticky)
            if groups[-1] and (enough or size + piece.size > self._maximum):
                carried: list[_Piece] = []
                while len(groups[-1]) > 1 and groups[-1][-1].sticky:
                    carried.insert(0, groups[-1].pop())
                if sum(x.size for x in carried) + piece.size > self._maximum:
                    groups[-1].extend(carried)
                    carried = []
                groups.append(carried)
                size = sum(x.size for x in carried)
            groups[-1].append(piece)
            size += piece.size
        return [self._chunk(group, sections, introducing) for group in groups if group]

    def _chunk(self, pieces: Sequence[_Piece], sections: Sequence[Section], introducing: set[int]) -> _Chunk:
        start, end = pieces[0].start, pieces[-1].end
        inside = [s for s in sections if s.span.start < end and start < s.span.end] or list(sections[-1:])
        told = [s for s in inside if id(s) not in introducing] or inside[-1:]
        path = _common([section.heading_path for section in told])
        role_of = next((s for s in told if s.role is not SectionRole.LEGAL_BASES), told[0])
        return _Chunk(start, end, sum(piece.size for piece in pieces), role_of, path)

    def _pieces(self, section: Section, introducing: bool) -> Iterator[_Piece]:
        """The paragraphs of a section; its heading line and lines that end with a colon are sticky."""
        start, stop = section.span.start, section.span.end
        first = True
        while start < stop:
            end = self._text.find("\n", start, stop)
            end = stop if end < 0 else end
            line = self._text[start:end]
            stripped = line.strip()
            if stripped:
                begin = start + len(line) - len(line.lstrip())
                heading = first and bool(section.heading) and end < stop
                sticky = introducing or heading or stripped.endswith(":")
                yield _Piece(begin, begin + len(stripped), self._size(begin, end), sticky)
                first = False
            start = end + 1

    def _cut_long(self, pieces: Sequence[_Piece], longest: int) -> list[_Piece]:
        """`pieces` with those over `longest` cut, so that headings before them find room in the passage."""
        cut: list[_Piece] = []
        lead = 0
        for piece in pieces:
            room = max(self._maximum - lead, self._maximum // 2, 1)
            cut.extend(self._smaller(piece, room) if piece.size > min(longest, room) else [piece])
            lead = lead + piece.size if piece.sticky else 0
        return cut

    def _smaller(self, piece: _Piece, room: int) -> Iterator[_Piece]:
        """A paragraph cut between sentences, and between words where a sentence is longer than `room`."""
        starts = [piece.start]
        position = piece.start
        for sentence in sentences(self._text[piece.start : piece.end]):
            found = self._text.find(sentence, position, piece.end)
            if found > starts[-1]:
                starts.append(found)
            position = max(position, found)
        for start, stop in zip(starts, [*starts[1:], piece.end], strict=True):
            yield from self._words(start, stop, room)

    def _words(self, start: int, stop: int, room: int) -> Iterator[_Piece]:
        """A sentence cut at a comma or a blank wherever `room` syllables are full."""
        stop = start + len(self._text[start:stop].rstrip())
        ends = [match.end() for match in _SYLLABLE.finditer(self._text, start, stop)]
        first = 0  # syllables already given out
        while len(ends) - first > room:
            reach = ends[first + room - 1]
            cut = max(self._text.rfind(mark, start, reach) for mark in (", ", "; "))
            if cut <= start:
                cut = self._text.rfind(" ", start, reach)
            # No blank at all in so many syllables: cut where the limit falls.
            end = cut + 1 if cut > start else reach
            given = bisect_right(ends, end)
            yield _Piece(start, end, given - first)
            blank = _WORD_END.match(self._text, end, stop)
            start, first = (blank.end() if blank else end), given
        if start < stop:
            yield _Piece(start, stop, len(ends) - first)


def _encloses(outer: Section, inner: Section) -> bool:
    depth = len(outer.heading_path)
    return (
        inner.level > outer.level
        and depth > 0
        and len(inner.heading_path) >= depth
        and inner.heading_path[:depth] == outer.heading_path
    )


def _sum(node: _Node) -> int:
    node.total = node.own + sum(_sum(child) for child in node.children)
    return node.total


def _common(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    common = paths[0]
    for path in paths[1:]:
        depth = 0
        while depth < len(common) and depth < len(path) and common[depth] == path[depth]:
            depth += 1
        common = common[:depth]
    return common
