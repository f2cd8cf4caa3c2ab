"""Rows of procedure catalogues as `Procedure`s: the national portal's shape and the Ministry of Defence's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from indexer.readers.common import tidy, tidy_line
from indexer.readers.portal_text import law_lines, short_lines, without_attachments
from indexer.readers.portal_values import Method, fee_facts, time_facts
from knowledge.model import Aspect, Channel, Confidence, Fact, Procedure
from knowledge.vietnamese.text import fold

Row = Mapping[str, object]

_MARKS = frozenset(
    {"steps", "dossier", "methods", "time_limit", "fee", "conditions", "legal_basis", "result", "content"}
)
# What catalogues write where they know nothing.
_NOTHING = frozenset(
    {
        "",
        "khong co thong tin",
        "khong co",
        "khong",
        "chua quy dinh",
        "chua co thong tin",
        "n/a",
        "null",
        "none",
    }
)
_PAGE_LEFTOVER = "khong co thong tintu khoa"  # the form below the text on the page
_PORTAL = (
    ("dossier", Aspect.DOSSIER),
    ("steps", Aspect.STEPS),
    ("conditions", Aspect.CONDITIONS),
    ("legal_basis", Aspect.LEGAL),
    ("result", Aspect.RESULT),
)
_DEFENCE = (
    ("trình_tự_thực_hiện", Aspect.STEPS),
    ("yêu_cầu_điều_kiện_thực_hiện", Aspect.CONDITIONS),
    ("kết_quả_thực_hiện", Aspect.RESULT),
    ("mô_tả", Aspect.NOTES),
)
_TIMED = re.compile(r"ngay (?:lam viec )?(?:ke tu|sau)|trong (?:thoi han )?\d+ ngay|^\d+ (?:ngay|gio)")
_STEP = re.compile(r"(?<=[.;:)])[ ]+(?=Bước \d+\s*[:.])")


def is_procedure(row: Row) -> bool:
    """True for a row that names a procedure and says something about it."""
    return (
        isinstance(row.get("name"), str)
        and not isinstance(row.get("text"), str)
        and not _MARKS.isdisjoint(row)
    )


def procedure_of(row: Row) -> Procedure:
    """The procedure of a row; `code` is "" and `facts` are empty where the row does not give them."""
    content = row.get("content")
    if isinstance(content, Mapping):
        drafts = list(_defence_facts(content, row))
        agency = _known(content.get("cơ_quan_có_thẩm_quyền")) or _known(content.get("cơ_quan_thực_hiện"))
    else:
        drafts = list(_portal_facts(row))
        agency = _known(row.get("agency"))
    sources = tuple(filter(None, (_decision(row), _line(row.get("url")))))
    return Procedure(
        code=_line(row.get("id")),
        name=_line(row.get("name")),
        field=_line(row.get("field")),
        agency=tidy_line(agency),
        level=_line(row.get("agency_level")),
        facts=tuple(
            draft.model_copy(update={"sources": sources, "text": short_lines(draft.text)})
            for draft in dict.fromkeys(drafts)
        ),
        url=_line(row.get("url")) or None,
    )


def _portal_facts(row: Row) -> Iterator[Fact]:
    yield from _labelled(Aspect.WHO, "Đối tượng thực hiện", row.get("subjects"))
    yield from _labelled(Aspect.WHERE, "Cơ quan thực hiện", row.get("agency"))
    for key, aspect in _PORTAL:
        if text := _known(row.get(key)):
            if aspect is Aspect.LEGAL:
                codes = row.get("legal_codes")
                text = law_lines(text, map(str, codes) if isinstance(codes, list) else ())
            yield from _fact(aspect, without_attachments(text) if aspect is Aspect.DOSSIER else text)
    found = row.get("methods")
    rows = [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
    methods = [Method(*_texts(each, ("channel", "time", "fee", "detail"))) for each in rows]
    yield from time_facts(methods, _known(row.get("time_limit")))
    yield from fee_facts(methods, _known(row.get("fee")))
    yield from _ways(methods)


def _defence_facts(content: Row, row: Row) -> Iterator[Fact]:
    yield from _labelled(Aspect.WHO, "Đối tượng thực hiện", content.get("đối_tượng_thực_hiện"))
    yield from _labelled(Aspect.WHERE, "Cơ quan thực hiện", content.get("cơ_quan_thực_hiện"))
    yield from _labelled(Aspect.WHERE, "Nơi tiếp nhận hồ sơ", content.get("địa_chỉ_tiếp_nhận_hs"))
    yield from _labelled(Aspect.WHERE, "Cách thức thực hiện", content.get("cách_thức_thực_hiện"))
    for key, aspect in _DEFENCE:
        if text := _known(content.get(key)):
            yield from _fact(aspect, _STEP.sub("\n", text) if aspect is Aspect.STEPS else text)
    tables = row.get("tables")
    tables = tables if isinstance(tables, Mapping) else {}
    shapes = ("hinh_thuc", "thoi_han_giai_quyet", "phi_le_phi", "mo_ta")
    methods = [Method(*_texts(each, shapes)) for each in _rows(tables, "hinh_thuc_nop")]
    yield from time_facts(methods, "")
    yield from fee_facts(methods, "")
    yield from _ways(methods)
    papers = [_texts(each, ("ten_giay_to", "ghi_chu")) for each in _rows(tables, "thanh_phan_ho_so")]
    listed = [
        f"{name} ({tidy_line(note).replace(' Bản sao', '; Bản sao')})" if note else name
        for name, note in papers
        if name
    ]
    if listed:
        yield from _fact(Aspect.DOSSIER, "\n".join(listed))
    bases = [_texts(each, ("trich_yeu",))[0] for each in _rows(tables, "can_cu_phap_ly")]
    if any(bases):
        yield from _fact(Aspect.LEGAL, "\n".join(dict.fromkeys(filter(None, bases))))


def _ways(methods: list[Method]) -> Iterator[Fact]:
    """How to hand in: the channels there are, since citizens ask for online, and what is said of each."""
    known = dict.fromkeys(method.known for method in methods if method.channel)
    if known:
        said = ", ".join(words for _, words in known)
        online = any(channel is Channel.ONLINE for channel, _ in known)
        if online and len(known) == 1:
            yield from _fact(Aspect.ONLINE, "Hồ sơ nộp trực tuyến, danh mục không ghi cách nộp khác.")
        elif online:
            yield from _fact(Aspect.ONLINE, f"Hồ sơ nộp được theo các cách: {said}.")
        else:
            text = f"Danh mục chỉ ghi cách nộp hồ sơ {said}, không ghi cách nộp trực tuyến."
            yield from _fact(Aspect.ONLINE, text)
    told: dict[tuple[Aspect, str], list[str]] = {}
    for method in methods:
        rest = method.parted()[2]
        if rest:
            channel, words = method.known
            folded = fold(rest[:200])
            if _TIMED.search(folded) and "nop" not in folded:
                told.setdefault((Aspect.TIME, rest), [])
            else:
                aspect = Aspect.ONLINE if channel is Channel.ONLINE else Aspect.WHERE
                told.setdefault((aspect, rest), []).append(words)
    for (aspect, rest), ways in told.items():
        said = ", ".join(dict.fromkeys(ways))
        bare = not ways or (len(told) == 1 and fold(rest).startswith("nop"))
        yield from _fact(aspect, rest if bare else f"Nộp {said}: {rest}")


def _fact(aspect: Aspect, text: str) -> Iterator[Fact]:
    """The fact, unless nothing is left of its text."""
    if text.strip(" -.;"):
        yield Fact(aspect=aspect, text=text, confidence=Confidence.ONE_SOURCE)


def _labelled(aspect: Aspect, label: str, value: object) -> Iterator[Fact]:
    if text := _known(value):
        yield from _fact(aspect, f"{label}: {text}")


def _rows(tables: Row, name: str) -> list[Row]:
    rows = tables.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _texts(row: Row, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(_known(row.get(key)) for key in keys)


def _known(value: object) -> str:
    """`value` as text with blank lines taken out; "" where it says that nothing is known."""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return ""
    text = "\n".join(line for line in tidy(str(value)).split("\n") if line)
    folded = fold(text).strip(" .-")
    return "" if folded in _NOTHING or folded.startswith(_PAGE_LEFTOVER) else text


def _line(value: object) -> str:
    return tidy_line(str(value)) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _decision(row: Row) -> str:
    number = _line(row.get("decision"))
    return f"Quyết định số {number}" if number else ""
