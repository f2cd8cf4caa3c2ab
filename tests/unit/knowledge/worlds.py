"""Small worlds: a handful of documents, indexed and answered from as the real ones are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from indexer.chunking import passages
from knowledge.answering.answerer import Answerer
from knowledge.answering.memory import Memory
from knowledge.answering.model import Resolution
from knowledge.answering.steps.compose import ComposeStep
from knowledge.answering.steps.follow_up import FollowUpStep
from knowledge.answering.steps.judge import JudgeStep
from knowledge.answering.steps.retrieve import RetrieveStep
from knowledge.answering.steps.small_talk import SmallTalkStep
from knowledge.answering.steps.topics import TopicStep
from knowledge.answering.steps.understand import UnderstandStep
from knowledge.answering.turn import Turn
from knowledge.clock import VIETNAM, FixedClock
from knowledge.model import (
    Aspect,
    Document,
    DocumentKind,
    Fact,
    Metadata,
    Procedure,
    Section,
    SectionRole,
    Span,
    Validity,
)
from knowledge.procedures import procedure_document
from knowledge.retrieval.embedder import HashingEmbedder
from knowledge.retrieval.index import RetrievalIndex, searchable
from knowledge.retrieval.protocols import Embedder
from knowledge.retrieval.retriever import Retriever
from knowledge.store import PassageStore, StoreWriter

S = TypeVar("S")
TODAY = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)


def plan(
    identity: str,
    title: str,
    parts: Sequence[tuple[str, str]],
    *,
    locality: str | None = None,
    years: tuple[int, ...] = (),
    number: str | None = None,
    kind: DocumentKind = DocumentKind.ADMINISTRATIVE,
    validity: Validity | None = None,
    roles: Sequence[SectionRole] = (),
) -> Document:
    """A document with one section for each heading and text of `parts`."""
    sections: list[Section] = []
    text = ""
    for place, (heading, body) in enumerate(parts):
        start = len(text)
        text += f"{heading}\n{body}\n"
        sections.append(
            Section(
                heading=heading,
                heading_path=(heading,),
                span=Span(start=start, end=len(text) - 1),
                role=roles[place] if place < len(roles) else SectionRole.BODY,
            )
        )
    meta = Metadata(
        id=identity,
        kind=kind,
        title=title,
        number=number,
        locality=locality,
        years=years,
        validity=validity or Validity(),
        source=f"{identity}.txt",
    )
    return Document(meta=meta, text=text.rstrip("\n"), sections=tuple(sections))


def procedure(
    code: str,
    name: str,
    facts: Sequence[tuple[Aspect, str]],
    *,
    aliases: tuple[str, ...] = (),
    former_codes: tuple[str, ...] = (),
    validity: Validity | None = None,
    asked: Mapping[str, tuple[str, ...]] | None = None,
) -> Document:
    """A procedure as a document; `asked` are questions by the fact that answers them."""
    return procedure_document(
        Procedure(
            code=code,
            name=name,
            aliases=aliases,
            former_codes=former_codes,
            field="Hộ tịch",
            agency="Ủy ban nhân dân cấp xã",
            facts=tuple(
                Fact(aspect=aspect, text=text, asked=(asked or {}).get(text, ())) for aspect, text in facts
            ),
            validity=validity or Validity(),
        ),
        source="procedures.toml",
    )


BIRTH = procedure(
    "1.001193",
    "Đăng ký khai sinh",
    [
        (
            Aspect.DOSSIER,
            (
                "Tờ khai đăng ký khai sinh theo mẫu.\nGiấy chứng sinh do bệnh viện cấp.\n"
                "Căn cước của cha hoặc mẹ để xuất trình."
            ),
        ),
        (Aspect.TIME, "Giải quyết ngay trong ngày làm việc, nhận sau 15 giờ thì trả hôm sau."),
        (Aspect.FEE, "Miễn lệ phí khi đăng ký đúng hạn; quá hạn thu 8.000 đồng một trường hợp."),
        (Aspect.WHERE, "Nộp tại bộ phận một cửa của xã nơi cha hoặc mẹ cư trú."),
        (Aspect.DEADLINE, "Cha mẹ đi đăng ký trong 60 ngày kể từ ngày sinh con."),
    ],
    aliases=("làm giấy khai sinh", "khai sinh cho con"),
)
MARRIAGE = procedure(
    "1.000894",
    "Đăng ký kết hôn",
    [
        (Aspect.DOSSIER, "Tờ khai đăng ký kết hôn có chữ ký của hai bên nam nữ."),
        (Aspect.TIME, "Trả kết quả trong ngày; cần xác minh thì không quá 5 ngày làm việc."),
        (Aspect.FEE, "Không thu lệ phí với công dân Việt Nam cư trú trong nước."),
        (Aspect.WHERE, "Hai bên có mặt tại trụ sở ủy ban nhân dân xã của một trong hai bên."),
    ],
    aliases=("giấy kết hôn",),
)
DEATH = procedure(
    "1.000656",
    "Đăng ký khai tử",
    [
        (Aspect.DOSSIER, "Giấy báo tử hoặc giấy tờ thay giấy báo tử."),
        (Aspect.FEE, "Miễn lệ phí khi khai đúng hạn 15 ngày."),
    ],
)
REFORM = plan(
    "kh-cchc-mau",
    "Kế hoạch cải cách hành chính năm 2026 của phường Tân Mẫu",
    [
        (
            "1. Khảo sát hài lòng",
            (
                "Bộ phận Tổng hợp khảo sát mức độ hài lòng của 120 người dân mỗi quý.\n"
                "Kết quả khảo sát được công bố trước ngày 25/12/2026."
            ),
        ),
        (
            "2. Truyền thanh",
            (
                "Đài truyền thanh phát 08 bản tin mỗi tháng về dịch vụ công trực tuyến.\n"
                "Bộ phận Văn hóa viết bài và thu thanh."
            ),
        ),
        ("3. Kinh phí", "Kinh phí thực hiện kế hoạch là 45.000.000 đồng từ ngân sách phường."),
        ("Nơi nhận", "- Như trên;\n- Lưu: VT, khảo sát hài lòng."),
    ],
    locality="Phường Tân Mẫu",
    years=(2026,),
    number="12/KH-UBND",
    roles=(SectionRole.BODY, SectionRole.BODY, SectionRole.BODY, SectionRole.RECIPIENTS),
)
OLD_REFORM = plan(
    "kh-cchc-khe",
    "Kế hoạch cải cách hành chính năm 2024 của xã Đồng Thử",
    [
        ("1. Khảo sát hài lòng", "Văn phòng khảo sát mức độ hài lòng của 60 người dân mỗi năm."),
        ("2. Truyền thanh", "Đài truyền thanh phát 04 bản tin mỗi tháng về cải cách hành chính."),
    ],
    locality="Xã Đồng Thử",
    years=(2024,),
)
GUIDE = plan(
    "guide.gio-lam",
    "Giờ làm việc của bộ phận một cửa",
    [("Giờ làm việc", "Bộ phận một cửa làm việc từ 7 giờ 30 đến 17 giờ, thứ hai đến thứ sáu.")],
    kind=DocumentKind.GUIDE,
)
DOCUMENTS = (BIRTH, MARRIAGE, DEATH, REFORM, OLD_REFORM, GUIDE)


@dataclass(frozen=True)
class World:
    """An indexed handful of documents and what answers from them."""

    store: PassageStore
    index: RetrievalIndex
    retriever: Retriever
    answerer: Answerer

    def ask(self, question: str, memory: Memory | None = None) -> Resolution:
        return self.answerer.resolve(question, memory)

    def turn(self, question: str, memory: Memory | None = None) -> Turn:
        """A fresh turn, no step done."""
        return Turn(question=question, memory=memory or Memory(), now=TODAY)

    def understood(self, question: str, memory: Memory | None = None) -> Turn:
        """A turn that was completed from the conversation and understood."""
        turn = self.turn(question, memory)
        assert self.follow_up(turn) is None
        assert self.understand(turn) is None
        return turn

    def retrieved(self, question: str, memory: Memory | None = None) -> Turn:
        """A turn that was understood and searched."""
        turn = self.understood(question, memory)
        self.retrieve(turn)
        return turn

    def first(self, question: str) -> str:
        """Id of the best passage's document."""
        return self.documents(question)[0]

    def documents(self, question: str, k: int = 10) -> list[str]:
        """Ids of the documents of the best passages, as the retriever alone ranks them."""
        hits = self.retriever.search(self.retriever.read(question), k)
        return [self.store.passage(hit.row).document_id for hit in hits]

    def _step(self, kind: type[S]) -> S:
        return next(step for step in self.answerer.steps if isinstance(step, kind))

    @property
    def small_talk(self) -> SmallTalkStep:
        return self._step(SmallTalkStep)

    @property
    def follow_up(self) -> FollowUpStep:
        return self._step(FollowUpStep)

    @property
    def understand(self) -> UnderstandStep:
        return self._step(UnderstandStep)

    @property
    def topics(self) -> TopicStep:
        return self._step(TopicStep)

    @property
    def retrieve(self) -> RetrieveStep:
        return self._step(RetrieveStep)

    @property
    def judge(self) -> JudgeStep:
        return self._step(JudgeStep)

    @property
    def compose(self) -> ComposeStep:
        return self._step(ComposeStep)


@contextmanager
def world(
    directory: Path,
    documents: Sequence[Document] = DOCUMENTS,
    *,
    embedder: Embedder | None = None,
    dense_weight: float | None = None,
) -> Iterator[World]:
    """Index `documents` in `directory` and answer from them."""
    embedder = embedder or HashingEmbedder(64)
    cut = [(document, passages(document, minimum=1)) for document in documents]
    path = directory / "store.sqlite"
    with StoreWriter(path) as writer:
        for document, of_document in cut:
            writer.add(document, of_document)
        writer.finish()
    rows = [(document.meta, passage) for document, of_document in cut for passage in of_document]
    index = RetrievalIndex.build(rows, embedder.embed([searchable(passage) for _, passage in rows]))
    retriever = Retriever.open(index, embedder, dense_weight=dense_weight)
    store = PassageStore(path)
    try:
        yield World(store, index, retriever, Answerer.build(retriever, store, FixedClock(TODAY)))
    finally:
        store.close()
