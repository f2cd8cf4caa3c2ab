"""Rows of procedure catalogues as `Procedure`s: the national portal's shape and the Ministry of Defence's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from indexer.readers.common import tidy, tidy_line
from knowledge.model import Aspect, Confidence, Fact, Procedure
from knowledge.vietnamese.text import fold

Row = Mapping[str, object]

_MARKS = frozenset(
    {"steps", "dossier", "methods", "time_limit", "fee", "conditions", "legal_basis", "result", "content"}
)
# What catalogues write where they know nothing.
_NOTHING = frozenset(
    {"khong co thong tin", "khong co", "khong", "chua quy dinh", "chua co thong tin", "n/a", "null", "none"}
)
_PORTAL = (
    ("dossier", Aspect.DOSSIER),
    ("steps", Aspect.STEPS),
    ("time_limit", Aspect.TIME),
    ("fee", Aspect.FEE),
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
# Two texts that flattening has run together: "…công an nhân dân68/2013/TT-BCALuật Khiếu nại".
_GLUED_BEFORE = re.compile(r"(?<=[a-zà-ỹđ;.])(?=\d{1,4}/\d{4}/[A-ZĐ])")
_GLUED_AFTER = re.compile(
    r"(\d{1,4}/\d{4}/[A-ZĐ]{2,20}(?:-[A-ZĐ]{1,20}){0,4}\d{0,2}?)(?=(?:Luật|Nghị|Thông|Quyết|Quy|Hướng|Pháp)\b)"
)
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
            Fact(aspect=aspect, text=text, confidence=Confidence.ONE_SOURCE, sources=sources)
            for aspect, text in dict.fromkeys(drafts)
        ),
        url=_line(row.get("url")) or None,
    )


def _portal_facts(row: Row) -> Iterator[tuple[Aspect, str]]:
    yield from _labelled(Aspect.WHO, "Đối tượng thực hiện", row.get("subjects"))
    yield from _labelled(Aspect.WHERE, "Cơ quan thực hiện", row.get("agency"))
    for key, aspect in _PORTAL:
        text = _known(row.get(key))
        if text:
            yield aspect, _unglued(text) if aspect is Aspect.LEGAL else text
    methods = row.get("methods")
    if isinstance(methods, list):
        shapes = ("channel", "time", "fee", "detail")
        yield from _methods([_texts(method, shapes) for method in methods if isinstance(method, Mapping)])


def _defence_facts(content: Row, row: Row) -> Iterator[tuple[Aspect, str]]:
    yield from _labelled(Aspect.WHO, "Đối tượng thực hiện", content.get("đối_tượng_thực_hiện"))
    yield from _labelled(Aspect.WHERE, "Cơ quan thực hiện", content.get("cơ_quan_thực_hiện"))
    yield from _labelled(Aspect.WHERE, "Nơi tiếp nhận hồ sơ", content.get("địa_chỉ_tiếp_nhận_hs"))
    yield from _labelled(Aspect.WHERE, "Cách thức thực hiện", content.get("cách_thức_thực_hiện"))
    for key, aspect in _DEFENCE:
        if text := _known(content.get(key)):
            yield aspect, _STEP.sub("\n", text) if aspect is Aspect.STEPS else text
    tables = row.get("tables")
    tables = tables if isinstance(tables, Mapping) else {}
    shapes = ("hinh_thuc", "thoi_han_giai_quyet", "phi_le_phi", "mo_ta")
    methods = [_texts(each, shapes) for each in _rows(tables, "hinh_thuc_nop")]
    yield from _each(Aspect.TIME, ((channel, time) for channel, time, _, _ in methods))
    yield from _each(Aspect.FEE, ((channel, fee) for channel, _, fee, _ in methods))
    yield from _methods(methods)
    papers = [_texts(each, ("ten_giay_to", "ghi_chu")) for each in _rows(tables, "thanh_phan_ho_so")]
    listed = [
        f"{name} ({tidy_line(note).replace(' Bản sao', '; Bản sao')})" if note else name
        for name, note in papers
        if name
    ]
    if listed:
        yield Aspect.DOSSIER, "\n".join(listed)
    bases = [_texts(each, ("trich_yeu",))[0] for each in _rows(tables, "can_cu_phap_ly")]
    if any(bases):
        yield Aspect.LEGAL, "\n".join(dict.fromkeys(filter(None, bases)))


def _methods(methods: Iterable[tuple[str, ...]]) -> Iterator[tuple[Aspect, str]]:
    """How to hand in: one fact per channel; online stands for itself, since citizens ask for it."""
    for channel, time, fee, detail in methods:
        online = "truc tuyen" in fold(channel)
        parts = [
            f"thời hạn {time}" if time else "",
            f"phí, lệ phí: {fee}" if fee else "",
            tidy(detail).strip("- "),
        ]
        said = [part for part in parts if part]
        if channel and (online or detail):
            text = f"Nộp {channel[0].lower()}{channel[1:]}"
            yield (
                Aspect.ONLINE if online else Aspect.WHERE,
                f"{text}: {'; '.join(said)}" if said else f"{text}.",
            )


def _each(aspect: Aspect, values: Iterable[tuple[str, str]]) -> Iterator[tuple[Aspect, str]]:
    """One fact for all channels, or one line each where they differ."""
    given = [(channel, value) for channel, value in values if value]
    if given:
        same = len({value for _, value in given}) == 1
        yield aspect, given[0][1] if same else "; ".join(f"{channel}: {value}" for channel, value in given)


def _labelled(aspect: Aspect, label: str, value: object) -> Iterator[tuple[Aspect, str]]:
    if text := _known(value):
        yield aspect, f"{label}: {text}"


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
    return "" if fold(text).strip(" .-") in _NOTHING else text


def _line(value: object) -> str:
    return tidy_line(str(value)) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _decision(row: Row) -> str:
    number = _line(row.get("decision"))
    return f"Quyết định số {number}" if number else ""


def _unglued(text: str) -> str:
    return _GLUED_AFTER.sub(r"\1\n", _GLUED_BEFORE.sub(" – ", text))
