"""The fixed words of administrative documents (Decree 30/2020): types, offices, set phrases."""

from __future__ import annotations

import re

TYPE_NAMES: tuple[str, ...] = (
    "Kế hoạch", "Quyết định", "Thông báo", "Báo cáo", "Chương trình", "Hướng dẫn", "Tờ trình", "Công văn",
    "Nghị quyết", "Chỉ thị", "Quy chế", "Quy định", "Giấy mời", "Công điện", "Đề án", "Phương án", "Dự án",
    "Biên bản", "Hợp đồng", "Thông tư", "Nghị định", "Pháp lệnh", "Luật", "Lệnh", "Quy trình", "Thông cáo",
    "Thư ngỏ", "Thư công", "Giấy giới thiệu", "Giấy ủy quyền", "Bản ghi nhớ", "Bản thỏa thuận", "Phiếu gửi",
    "Phiếu chuyển", "Phiếu báo", "Kết luận", "Nội quy", "Điều lệ", "Công bố", "Thông tri",
)  # fmt: skip

_TYPES_UPPER = {name.upper(): name for name in TYPE_NAMES}
_TYPE_LINE = re.compile(
    "("
    + "|".join(sorted(map(re.escape, _TYPES_UPPER), key=len, reverse=True))
    + r")(?=$|[\s:.])\s*[:.]?\s*(.*)"
)
# What the symbol of a number says about the type: "15/KH-UBND".
SYMBOL_TYPES: dict[str, str] = {
    "KH": "Kế hoạch", "QĐ": "Quyết định", "TB": "Thông báo", "BC": "Báo cáo", "CTr": "Chương trình",
    "HD": "Hướng dẫn", "TTr": "Tờ trình", "NQ": "Nghị quyết", "CT": "Chỉ thị", "QC": "Quy chế",
    "GM": "Giấy mời", "CĐ": "Công điện", "ĐA": "Đề án", "PA": "Phương án", "BB": "Biên bản",
}  # fmt: skip

PLACE_TYPES = "đặc khu|thành phố|thị xã|thị trấn|phường|quận|huyện|tỉnh|xã"
# Letters by class: Python's `re` has no \p{Lu}.
UPPER = "A-ZÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
LOWER = "a-zà-ãè-êìíò-õùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
NAME = rf"[{UPPER}][{LOWER}]+(?:[ -][{UPPER}][{LOWER}]+){{0,4}}"

OFFICES = (
    "CHỦ TỊCH|PHÓ CHỦ TỊCH|BÍ THƯ|PHÓ BÍ THƯ|CHÁNH VĂN PHÒNG|PHÓ CHÁNH VĂN PHÒNG|GIÁM ĐỐC|PHÓ GIÁM ĐỐC|"
    "TRƯỞNG PHÒNG|PHÓ TRƯỞNG PHÒNG|TRƯỞNG BAN|PHÓ TRƯỞNG BAN|CỤC TRƯỞNG|VỤ TRƯỞNG|BỘ TRƯỞNG|THỨ TRƯỞNG|"
    "THỦ TƯỚNG|PHÓ THỦ TƯỚNG|HIỆU TRƯỞNG|CHÁNH THANH TRA|TRƯỞNG CÔNG AN|CHỈ HUY TRƯỞNG|CHI CỤC TRƯỞNG|"
    "TỔNG GIÁM ĐỐC|KẾ TOÁN TRƯỞNG|THỦ TRƯỞNG ĐƠN VỊ|NGƯỜI LẬP|THƯ KÝ|CHỦ TRÌ|CHỦ TỌA"
)
_OFFICE_LINE = re.compile(rf"(?:Q\.\s*)?({OFFICES})(?:\s+[{UPPER}& ,-]+)?")
_ON_BEHALF = re.compile(rf"(?:(?:T/?M|K/?T|T/?L|TUQ)(?:\.\s*|\s+)|Q\.\s*)[{UPPER}][^{LOWER}]*")
_RECIPIENTS = re.compile(r"nơi\s+nhận\s*:?", re.IGNORECASE)
_NUMBER_LINE = re.compile(r"số\s*:", re.IGNORECASE)
_BASIS = re.compile(
    r"(?:[-–+•]\s*)?(?:Căn cứ|CĂN CỨ|Thực hiện|Xét|Theo đề nghị|Theo|Thi hành|Trên cơ sở|Triển khai)\s"
)
_DECIDES = re.compile(r"(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|CHỈ THỊ|NGHỊ QUYẾT)\s*:")
_CLOSING = re.compile(r"(?:Trên đây là|Trên đây,)\s")
_STARTS = re.compile(
    r"Nơi\s+nhận|Số\s*:|Kính\s+gửi|Căn\s+cứ\s|Thực hiện\s|Xét đề nghị|Theo đề nghị|V/v\b|Trên đây là\s"
)


def type_line(text: str) -> tuple[str, str] | None:
    """Type name and the rest of a line such as "KẾ HOẠCH" or "QUYẾT ĐỊNH Về việc …"; None for others."""
    match = _TYPE_LINE.fullmatch(text)
    return (_TYPES_UPPER[match[1]], match[2]) if match else None


def is_signature_line(text: str) -> bool:
    """True for "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"."""
    return len(text) < 90 and (_OFFICE_LINE.fullmatch(text) or _ON_BEHALF.fullmatch(text)) is not None


def office(text: str) -> str | None:
    """The office a signature line names, without "KT." and the like: "KT. CHỦ TỊCH" → "CHỦ TỊCH"."""
    match = re.search(rf"(?<!\w)({OFFICES})(?!\w)", text)
    longest = max(
        (m[0] for m in re.finditer(rf"(?<!\w)(?:PHÓ )?(?:{OFFICES})(?!\w)", text)), key=len, default=None
    )
    return longest or (match[1] if match else None)


def is_recipients_line(text: str) -> bool:
    """True for "Nơi nhận:"."""
    return _RECIPIENTS.match(text) is not None and len(text) < 200


def is_basis(text: str) -> bool:
    """True for a paragraph that states a legal basis: "Căn cứ …", "Thực hiện Kế hoạch số …"."""
    return _BASIS.match(text) is not None


def is_decision_word(text: str) -> bool:
    """True for the line "QUYẾT ĐỊNH:" between the legal bases and the articles."""
    return _DECIDES.fullmatch(text) is not None


def is_closing(text: str) -> bool:
    """True for the closing paragraph "Trên đây là Kế hoạch …"."""
    return _CLOSING.match(text) is not None


def starts_block(text: str) -> bool:
    """True when a line always begins a paragraph of its own."""
    return _STARTS.match(text) is not None or stands_alone(text)


def stands_alone(text: str) -> bool:
    """True when a line is never continued by the next one."""
    return (
        _RECIPIENTS.fullmatch(text) is not None
        or _NUMBER_LINE.match(text) is not None
        or is_signature_line(text)
        or is_decision_word(text)
        or ((found := type_line(text)) is not None and not found[1])
    )


_NO_VOWEL = re.compile(r"[^AEIOUYÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĨŨƠƯẠ-Ỵ]+")
_ACRONYMS = frozenset(
    {"UBND", "UBMTTQ", "UB", "BHYT", "BHXH", "AI", "ISO", "PAPI", "SIPAS", "DTI", "ICT", "CNTT"}
)
_AFTER_AGENCY = re.compile(r"\b(sở|bộ|phòng|ban|cục|chi cục|trung tâm|hội) (\w)", re.IGNORECASE)


def sentence_case(text: str) -> str:
    """Text in capitals with small letters again: acronyms kept, places and agencies capitalised.

    Text that is not in capitals is returned as it is.
    """
    letters = [c for c in text if c.isalpha()]
    if sum(c.isupper() for c in letters) < 0.7 * len(letters):
        return text
    tokens = [
        token
        if token.strip("():,.;–-") in _ACRONYMS or _NO_VOWEL.fullmatch(token.strip("():,.;"))
        else token.lower()
        for token in text.split()
    ]
    lowered = " ".join(tokens)
    lowered = re.sub(
        rf"\b(?:{PLACE_TYPES}) (?!(?:{PLACE_TYPES}|năm|về|giai đoạn|ngày|quý|và|trên|theo)\b)(\w+(?: \w+)?)"
        rf"(?= (?:{PLACE_TYPES}|năm|về|giai đoạn|quý|và|trên|theo)\b|\s*[,.;()–-]|$)",
        lambda match: match[0][: match.start(1) - match.start()] + match[1].title(),
        lowered,
    )
    return lowered[:1].upper() + lowered[1:]


def agency_name(text: str) -> str:
    """The name of an agency as it is written in a sentence: "UBND XÃ X" → "Ủy ban nhân dân xã X"."""
    text = re.sub(r"\s+", " ", text).strip(" ,.;:-–*")
    text = sentence_case(text)
    text = re.sub(r"\bUBND\b|\b[UỦỤ][yỷỳỵ] ban [Nn]hân dân\b", "Ủy ban nhân dân", text)
    text = re.sub(r"\b[Uu][ỷỳ] ban\b|\bỦy Ban\b", "Ủy ban", text)
    text = re.sub(r"\bHĐND\b", "Hội đồng nhân dân", text)
    text = _AFTER_AGENCY.sub(lambda m: f"{m[1]} {m[2].upper()}" if m.start() == 0 else m[0], text)
    text = re.sub(r"(?<=.)Ủy ban nhân dân", "Ủy ban nhân dân", text)
    return text[:1].upper() + text[1:]
