"""An in-memory twin of the desk's knowledge: a few fixed answers, and a record of what was asked."""

from __future__ import annotations

import asyncio

from bot.dialogue.ask import Trace
from knowledge.answering.model import Outcome, ProcedureRef, Resolution
from knowledge.model import Aspect, Citation

PASSAGE = (
    "Người đi khai sinh nộp tờ khai và giấy chứng sinh. Trường hợp không có giấy chứng sinh thì nộp văn bản "
    "của người làm chứng. Lệ phí được miễn khi đăng ký đúng hạn trong 60 ngày."
)
CITATION = Citation(
    document_id="1.001193",
    title="Đăng ký khai sinh",
    number="12/KH-UBND",
    issuer="Ủy ban nhân dân xã Thử Nghiệm",
    issued_on="2025-07-01",
    heading_path=("II. THỦ TỤC HỘ TỊCH", "1. Thành phần hồ sơ"),
    page=3,
    passage_id="1.001193#0",
    text=PASSAGE,
)


class MemoryKnowledge:
    """Answers what it knows about births, refuses the weather, and fails when told to."""

    def __init__(self, snapshot_id: str = "memory-1") -> None:
        self.snapshot_id = snapshot_id
        self.asked: list[tuple[str, str]] = []
        self.forgotten: list[str] = []
        self.closed = False
        self.fail_with: Exception | None = None

    def resolve(self, question: str, conversation_key: str, trace: Trace | None = None) -> Resolution:
        self.asked.append((question, conversation_key))
        if self.fail_with is not None:
            raise self.fail_with
        if trace is not None:
            trace("read", {"syllables": len(question.split())})
        if "mưa" in question:
            return Resolution(question=question, outcome=Outcome.OUT_OF_SCOPE, reason="weather")
        if "cán bộ" in question:
            return Resolution(question=question, outcome=Outcome.HAND_OVER)
        if "khai sinh" not in question and "giấy chứng sinh" not in question:
            return Resolution(question=question, outcome=Outcome.NOT_FOUND, reason="no_evidence")
        return Resolution(
            question=question,
            outcome=Outcome.ANSWERED,
            sentences=("Người đi khai sinh nộp tờ khai và giấy chứng sinh.",),
            citations=(CITATION,),
            retrieved=(CITATION,),
            procedure=ProcedureRef(code="1.001193", name="Đăng ký khai sinh", aspect=Aspect.DOSSIER),
            offers=(Aspect.TIME, Aspect.FEE),
            confidence=0.91,
        )

    def forget(self, conversation_key: str) -> None:
        self.forgotten.append(conversation_key)

    async def watch(self) -> None:
        await asyncio.Event().wait()

    def close(self) -> None:
        self.closed = True
