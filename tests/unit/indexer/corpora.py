"""Small corpora of made-up law and procedures to train on."""

from __future__ import annotations

import json
from pathlib import Path

_SUBJECTS = (
    "cây xanh đô thị", "chợ phiên vùng cao", "đò ngang", "ao nuôi cá", "nhà văn hóa thôn", "đèn chiếu sáng",
    "giếng nước sạch", "xe ngựa du lịch",
)  # fmt: skip
_TITLES = ("Phạm vi điều chỉnh", "Điều kiện hoạt động", "Hồ sơ đề nghị cấp phép", "Thời hạn giải quyết")


def write_corpora(directory: Path) -> list[Path]:
    """A file of law articles and one of procedures, both made up."""
    articles = []
    for law, subject in enumerate(_SUBJECTS, start=1):
        for number, title in enumerate(_TITLES, start=1):
            name = f"Nghị định số {law}/2020/NĐ-CP" + (f" Quy định về {subject}" if number == 1 else "")
            told = title if number == 1 else f"{title} {subject}"
            lines = [
                f"{point}. Nội dung thứ {point} của {title.lower()} đối với {subject} tại xã, phường do"
                f" tổ quản lý {subject} kiểm tra trong {point + law} ngày làm việc;"
                for point in range(1, 5)
            ]
            articles.append(
                {
                    "id": f"{law}/2020/nđ-cp+{number}",
                    "law": name,
                    "article": str(number),
                    "title": told,
                    "text": "\n".join(lines),
                }
            )
    law_file = directory / "luat.jsonl"
    law_file.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in articles), encoding="utf-8"
    )
    procedures = directory / "thu-tuc.toml"
    blocks = ['field = "Cây xanh"\nagency = "Ủy ban nhân dân cấp xã"\nlevel = "Cấp xã"\n']
    for number, subject in enumerate(_SUBJECTS):
        alias = "Trồng cây trước nhà" if number == 0 else f"xin phép {subject}"
        blocks.append(
            f'[[procedure]]\ncode = "9.00000{number}"\nname = "Cấp giấy phép {subject}"\n'
            f'aliases = ["{alias}"]\nsources = ["Nghị định {number + 1}/2020/NĐ-CP"]\n'
            f'[procedure.facts]\ndossier = ["Đơn đề nghị cấp giấy phép {subject}."]\n'
            f'time = ["Giấy phép {subject} được cấp trong {number + 3} ngày làm việc."]\n'
        )
    procedures.write_text("\n".join(blocks), encoding="utf-8")
    return [law_file, procedures]
