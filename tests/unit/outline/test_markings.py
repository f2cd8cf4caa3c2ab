from __future__ import annotations

import pytest

from indexer.readers.base import Paragraph, Table
from knowledge.errors import SourceError
from tests.unit.outline.helpers import block_document, text_document

BODY = (
    "KẾ HOẠCH\nBảo vệ bí mật nhà nước năm 2026\nI. NỘI DUNG\n- Bảo mật dữ liệu; tài liệu mật được cất giữ.\n"
)


@pytest.mark.parametrize(
    "mark",
    ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "LƯU HÀNH NỘI BỘ", "[MẬT]", "M Ậ T", "Độ mật: Mật", "(Lưu hành nội bộ)",
     "**TỐI MẬT**", "UBND XÃ ĐỒNG LÚA        TUYỆT MẬT", "TÀI LIỆU LƯU HÀNH NỘI BỘ"],
)  # fmt: skip
def test_marked_documents_are_refused_by_name(mark: str) -> None:
    with pytest.raises(SourceError) as refused:
        text_document(f"UBND XÃ ĐỒNG LÚA\n{mark}\n{BODY}", "noi-bo/ke-hoach.txt")
    assert refused.value.where == "noi-bo/ke-hoach.txt"
    assert "MẬT" in refused.value.problem or "LƯU HÀNH NỘI BỘ" in refused.value.problem


def test_a_stamp_in_the_header_table_is_found() -> None:
    with pytest.raises(SourceError, match="TỐI MẬT"):
        block_document(
            Table((("UBND XÃ\nTỐI MẬT", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),)), Paragraph("Nội dung")
        )


@pytest.mark.parametrize(
    "line", ["- MẬT", "Mật", "Giữ bí mật", "Mật ong hoa nhãn", "Nhóm 1. MẬT VÀ TỐI MẬT LÀ GÌ"]
)
def test_ordinary_words_are_no_marking(line: str) -> None:
    assert text_document(f"{BODY}{line}\n").meta.type_name == "Kế hoạch"
