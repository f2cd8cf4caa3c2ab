"""How what is wrong in a TOML file is told to the official who wrote it: place, problem, mend."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic_core import ErrorDetails

from knowledge.errors import SourceError
from knowledge.model import Aspect, Channel, Confidence, TimeUnit

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "aspect": tuple(Aspect),
    "confidence": tuple(Confidence),
    "unit": tuple(TimeUnit),
    "channel": tuple(Channel),
}

# How an error of pydantic's is told, by the start of its type: problem and mend.
_PHRASES = (
    ("missing", "thiếu “{key}”", "Hãy thêm dòng {key} = … vào bảng này."),
    (
        "dates_out_of_order",
        "ngày hết hạn đứng trước ngày bắt đầu",
        "Hãy sửa effective_from hoặc effective_to.",
    ),
    (
        "value_not_said",
        "câu không nêu “{missing}” như giá trị đã ghi",
        "Hãy sửa câu hoặc giá trị cho khớp; tiền viết “8.000 đồng”, thời hạn viết “3 ngày làm việc”.",
    ),
    (
        "asked_of_none",
        "“{start}” không mở đầu câu nào trong facts",
        "Hãy chép đúng mấy chữ đầu của câu trả lời, hoặc dùng “*” cho cả thủ tục.",
    ),
    (
        "asked_of_several",
        "“{start}” mở đầu nhiều câu trong facts",
        "Hãy chép thêm vài chữ đầu của câu, cho đến khi chỉ còn một câu.",
    ),
    ("date", "“{value}” không phải ngày", "Hãy viết ngày theo dạng năm-tháng-ngày: 2026-08-15."),
    ("string_too_short", "“{key}” để trống", "Hãy viết nội dung, hoặc xóa dòng này."),
    ("too_short", "“{key}” để trống", "Hãy viết nội dung, hoặc xóa dòng này."),
    ("string_type", "“{key}” phải là chữ", "Hãy đặt nội dung trong dấu ngoặc kép."),
    ("tuple_type", "“{key}” phải là một danh sách", 'Hãy đặt các mục trong ngoặc vuông: ["…", "…"].'),
)


def as_source_error(
    path: Path,
    data: Mapping[str, Any],
    detail: ErrorDetails,
    keys: Mapping[str, tuple[str, ...]],
) -> SourceError:
    """What is wrong in the file at `path`, in words; `keys` are the known keys of each table."""
    location = [part for part in detail["loc"] if part != "[key]"]
    problem, mend = _in_words(detail, location, keys)
    return SourceError(problem, where=f"{path.name}: {_place(data, location)}", mend=mend)


def _place(data: Mapping[str, Any], location: list[int | str]) -> str:
    """`("procedure", 1, "facts", "fee", 0)` as "[[procedure]] thứ 2 (1.001193), facts.fee, mục 1"."""
    words: list[str] = []
    node: Any = data
    for part in location:
        if isinstance(part, str):
            keys = words and not words[-1].startswith(("[[", "mục"))
            if part in {"procedure", "guide", "section"}:
                words.append(f"[[{part}]]")
            elif keys:
                words[-1] += f".{part}"
            else:
                words.append(part)
            node = node.get(part) if isinstance(node, Mapping) else None
            continue
        node = node[part] if isinstance(node, list) and part < len(node) else None
        if not words[-1].startswith("[["):
            words.append(f"mục {part + 1}")
            continue
        name = next((node[key] for key in ("code", "id", "heading") if key in node), None) if node else None
        words[-1] += f" thứ {part + 1}" + (f" ({name})" if isinstance(name, str) else "")
    return ", ".join(words)


def _in_words(
    detail: ErrorDetails, location: list[int | str], keys: Mapping[str, tuple[str, ...]]
) -> tuple[str, str]:
    """What is wrong and how to mend it."""
    kind = detail["type"]
    key = next((str(part) for part in reversed(location) if isinstance(part, str)), "")
    if kind == "extra_forbidden":
        tables = [part for part in location[:-1] if isinstance(part, str) and part in keys]
        known = keys[tables[-1] if tables else ""]
        near = difflib.get_close_matches(key, known, n=1)
        guess = f"Có phải ý là “{near[0]}”? " if near else ""
        return f"không có khóa “{key}”", f"{guess}Các khóa dùng được: {', '.join(known)}."
    if kind == "enum":
        choices = _CHOICES.get(key, _CHOICES["aspect"])
        return f"không dùng được giá trị “{detail['input']}”", f"Hãy chọn một trong: {', '.join(choices)}."
    for start, problem, mend in _PHRASES:
        if kind.startswith(start):
            return problem.format(key=key, value=detail["input"], **detail.get("ctx", {})), mend.format(
                key=key
            )
    return f"“{key}” không đúng dạng", "Hãy xem ví dụ trong docs/huong-dan/tri-thuc-co-san.md."
