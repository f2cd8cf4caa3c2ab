"""What a .docx says about looks: styles, fonts, numbering; and the names of its XML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Documents saved as "Strict Open XML" use other names for the same things.
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = WORD[1:-1].encode()
_OFF = frozenset({"0", "false", "none", "off"})
_MAX_PARENTS = 20

Element = ElementTree.Element


def parse(data: bytes) -> Element:
    """The root of an XML part; raises `ElementTree.ParseError` for damaged XML and for entity bombs."""
    if b"<!DOCTYPE" in data[:1024] or b"<!ENTITY" in data[:4096]:
        raise ElementTree.ParseError("a document type is never written by word processors")
    # The parts are bounded in size, have no document type, and expat bounds entity expansion itself.
    return ElementTree.fromstring(data.replace(_STRICT, _TRANSITIONAL))  # noqa: S314


def value(parent: Element | None, path: str, attribute: str = "val") -> str | None:
    """Attribute `attribute` of the element at `path` ("w:rPr/w:b") under `parent`, or None."""
    found = None if parent is None else parent.find(path.replace("w:", WORD))
    return None if found is None else found.get(WORD + attribute, "")


def switched_on(parent: Element | None, path: str) -> bool | None:
    """Whether the on/off property at `path` is on; None where it is not given."""
    text = value(parent, path)
    return None if text is None else text not in _OFF


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph or character style, its parents already folded in."""

    level: int | None = None
    bold: bool = False
    centred: bool = False
    hidden: bool = False
    font: str = ""
    numbering: tuple[str, int] | None = None


@dataclass(frozen=True)
class Styles:
    """All styles of a document, and what applies where none is named."""

    named: Mapping[str, Style] = field(default_factory=dict)
    default: Style = Style()

    def get(self, name: str | None) -> Style:
        """The style with that id; the default for None and unknown ids."""
        return self.default if name is None else self.named.get(name, self.default)


def read_styles(root: Element | None) -> Styles:
    """The styles of `word/styles.xml`."""
    if root is None:
        return Styles()
    elements = {style.get(WORD + "styleId", ""): style for style in root.iter(WORD + "style")}
    base = Style(font=_font(root.find(f"{WORD}docDefaults/{WORD}rPrDefault/{WORD}rPr")))
    named = {name: _resolve(name, elements, base) for name in elements}
    default = next(
        (
            named[name]
            for name, style in elements.items()
            if style.get(WORD + "default") in ("1", "true") and style.get(WORD + "type") == "paragraph"
        ),
        base,
    )
    return Styles(named, default)


def _resolve(name: str, elements: Mapping[str, Element], base: Style) -> Style:
    chain: list[Element] = []
    current: str | None = name
    while current is not None and current in elements and len(chain) < _MAX_PARENTS:
        chain.append(elements[current])
        current = value(chain[-1], "w:basedOn")
    style = base
    for element in reversed(chain):
        style = _over(style, element)
    return style


def _over(style: Style, element: Element) -> Style:
    run, paragraph = element.find(WORD + "rPr"), element.find(WORD + "pPr")
    bold, hidden, jc = switched_on(run, "w:b"), switched_on(run, "w:vanish"), value(paragraph, "w:jc")
    level = heading_level(paragraph, value(element, "w:name") or "")
    return Style(
        level=style.level if level is None else level,
        bold=style.bold if bold is None else bold,
        hidden=style.hidden if hidden is None else hidden,
        centred=style.centred if jc is None else jc == "center",
        font=_font(run) or style.font,
        numbering=numbering_of(paragraph) or style.numbering,
    )


def heading_level(properties: Element | None, name: str = "") -> int | None:
    """The heading level that paragraph properties or a style's name give, 1 to 9."""
    named = re.fullmatch(r"heading ([1-9])", name.lower())
    if named:
        return int(named.group(1))
    outline = value(properties, "w:outlineLvl") or ""
    return int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else None


def numbering_of(properties: Element | None) -> tuple[str, int] | None:
    """The list (numId) and level of paragraph properties, or None."""
    number = value(properties, "w:numPr/w:numId")
    level = value(properties, "w:numPr/w:ilvl") or "0"
    return None if not number else (number, min(int(level), 8) if level.isdecimal() else 0)


def _font(run: Element | None) -> str:
    return value(run, "w:rFonts", "ascii") or value(run, "w:rFonts", "hAnsi") or ""


def run_font(run: Element | None, style: Style) -> str:
    """The font of a run with these properties in a paragraph of this style."""
    return _font(run) or style.font


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1


class Numbering:
    """Computes the labels that Word draws before numbered paragraphs and does not store in them."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._list_of: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        for abstract in () if root is None else root.iter(WORD + "abstractNum"):
            name = abstract.get(WORD + "abstractNumId", "")
            self._levels[name] = dict(map(_level, abstract.iter(WORD + "lvl")))
        for number in () if root is None else root.iter(WORD + "num"):
            name = number.get(WORD + "numId", "")
            abstract_name = value(number, "w:abstractNumId") or ""
            # A list that restarts at a number of its own counts for itself.
            own = number.find(WORD + "lvlOverride") is not None
            self._list_of[name] = f"{abstract_name}/{name}" if own else abstract_name
            if own:
                self._levels[f"{abstract_name}/{name}"] = self._overridden(abstract_name, number)

    def label(self, number: str, level: int) -> str:
        """The label of the next paragraph of list `number` on `level`: "1.", "a)", "-"; "" for none."""
        name = self._list_of.get(number)
        levels = self._levels.get(name, {}) if name is not None else {}
        if name is None or level not in levels:
            return ""
        counts = self._counts.setdefault(name, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if levels[level].form == "bullet":
            return "-"
        return re.sub(
            r"%([1-9])", lambda match: _draw(int(match.group(1)) - 1, counts, levels), levels[level].text
        )

    def _overridden(self, abstract_name: str, number: Element) -> dict[int, _Level]:
        levels = dict(self._levels.get(abstract_name, {}))
        for override in number.iter(WORD + "lvlOverride"):
            at, start = override.get(WORD + "ilvl", ""), value(override, "w:startOverride") or ""
            for element in override.iter(WORD + "lvl"):
                key, changed = _level(element)
                levels[key] = changed
            if at.isdecimal() and int(at) in levels and start.isdecimal():
                old = levels[int(at)]
                levels[int(at)] = _Level(old.form, old.text, _count(start))
        return levels


def _level(element: Element) -> tuple[int, _Level]:
    at = element.get(WORD + "ilvl", "0")
    start = value(element, "w:start") or "1"
    level = _Level(
        form=value(element, "w:numFmt") or "decimal",
        text=value(element, "w:lvlText") or "",
        start=_count(start) if start.isdecimal() else 1,
    )
    return int(at) if at.isdecimal() else 0, level


def _count(text: str) -> int:
    return min(int(text[:6]), 100_000)


def _draw(level: int, counts: Mapping[int, int], levels: Mapping[int, _Level]) -> str:
    found = levels.get(level, _Level())
    number = counts.get(level, found.start)
    if found.form == "decimalZero":
        return f"{number:02d}"
    if found.form in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman if found.form == "upperRoman" else roman.lower()
    if found.form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 5)
        return letter.upper() if found.form == "upperLetter" else letter
    return "" if found.form == "none" else str(number)


def _roman(number: int) -> str:
    signs = (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    )  # fmt: skip
    drawn, rest = "", min(number, 3999)
    for worth, sign in signs:
        drawn += sign * (rest // worth)
        rest %= worth
    return drawn
