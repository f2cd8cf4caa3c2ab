"""What an admin reads for sets, figures and outcomes."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.evaluating.running import OVERALL

SETS: Mapping[str, str] = {
    OVERALL: "Tất cả",
    "procedures": "Thủ tục",
    "branches": "Trường hợp riêng của thủ tục",
    "guides": "Hướng dẫn chung",
    "near_misses": "Gần giống nhưng không có câu trả lời",
    "out_of_scope": "Ngoài phạm vi",
}
FIGURES: Mapping[str, str] = {
    "answers right": "trả lời đúng",
    "answers precision": "chính xác",
    "refusals recall": "đã từ chối câu phải từ chối",
}
OUTCOMES: Mapping[str, str] = {
    "answered": "đã trả lời",
    "clarify": "hỏi lại",
    "not_found": "nói không có thông tin",
    "out_of_scope": "nói ngoài phạm vi",
    "personal_data": "coi là hỏi dữ liệu cá nhân",
    "greeting": "coi là lời chào",
    "hand_over": "chuyển cho cán bộ",
    "unavailable": "không trả lời được",
}
