"""What a question asks for, learned from the questions that lines carry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.model import Aspect, Document
from knowledge.retrieval.classifiers import tokens_of, weighed
from knowledge.retrieval.intent_training import IntentTrainer, WaysOfAsking
from knowledge.retrieval.intents import OFFICE, REFUSED, Intent, Intents
from tests.unit.knowledge.worlds import BIRTH, DOCUMENTS, MARRIAGE, World, procedure, world

FEE = "Ghi tên em bé vào sổ không mất tiền."
PAPERS = "Mang giấy của nhà hộ sinh."
ASKED = {
    FEE: ("sinh em bé xong ra xã làm giấy hết nhiêu tiền", "làm giấy cho bé mới đẻ có tốn tiền không"),
    PAPERS: (
        "vợ mới đẻ ra xã cầm theo gì để làm giấy cho bé",
        "làm giấy cho em bé thì mang tờ gì của nhà hộ sinh",
    ),
}
WEDDING = "Hai bên ký vào sổ kết hôn."
BABY = procedure(
    "2.000001", "Đăng ký trẻ mới chào đời", [(Aspect.FEE, FEE), (Aspect.DOSSIER, PAPERS)], asked=ASKED
)
COUPLE = procedure(
    "2.000002",
    "Đăng ký nên vợ nên chồng",
    [(Aspect.WHO, WEDDING)],
    asked={
        WEDDING: ("hai đứa em muốn cưới nhau thì ai phải ra xã ký", "cưới nhau vắng mặt một đứa được không")
    },
)
SILENT = (*DOCUMENTS, procedure("2.000003", "Cấp thẻ chợ phiên", [(Aspect.FEE, "Thu 5.000 đồng.")]))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("intents"), (*SILENT, BABY, COUPLE)) as small:
        yield small


def intents_of(desk: World) -> Intents:
    return desk.index.intents


def row_of(desk: World, document: Document) -> int:
    row = desk.store.find(document.meta.id)
    assert row is not None
    return row


@pytest.mark.parametrize(
    "question", ["mới đẻ em bé, làm giấy tốn tiền không", "moi de em be, lam giay ton tien khong"]
)
def test_the_document_and_the_aspect_are_told_from_how_people_ask(desk: World, question: str) -> None:
    intent = intents_of(desk).read(question)
    assert max(intent.documents, key=intent.documents.__getitem__) == row_of(desk, BABY)
    assert intent.surest == intent.documents[row_of(desk, BABY)] > intent.refused
    assert max(intent.aspects, key=intent.aspects.__getitem__) is Aspect.FEE
    assert all(0 < strength <= 1 for strength in intent.documents.values())


def test_what_nobody_answers_and_what_plans_say_are_told_apart(desk: World) -> None:
    ways = WaysOfAsking.load()
    refused = intents_of(desk).read(ways.refused[0])
    assert refused.refused > refused.surest
    office = intents_of(desk).read(ways.office[0])
    assert office.office > max(office.surest, office.refused)


def test_words_that_no_text_has_are_found_by_the_questions(desk: World) -> None:
    """ "Cưới", "hai đứa" stand in no text of the procedure."""
    turn = desk.retrieved("hai đứa muốn cưới nhau")
    assert turn.evidence[0].meta.id == COUPLE.meta.id
    assert turn.evidence[0].hit.signals["asked"] > 0


def test_of_the_lines_the_one_is_told_that_people_ask_for_so(desk: World) -> None:
    assert desk.ask("vợ mới đẻ, ra xã cầm theo gì làm giấy cho bé").sentences[0] == PAPERS
    assert desk.ask("làm giấy cho bé mới đẻ có tốn tiền không vậy").sentences == (FEE,)


def test_where_the_next_line_is_close_both_are_told_the_better_first(desk: World) -> None:
    assert desk.ask("ra xã làm giấy cho bé mới đẻ").sentences == (FEE, PAPERS)


def test_the_nearest_line_is_the_one_asked_for_in_these_words(desk: World) -> None:
    intents, row = intents_of(desk), row_of(desk, BABY)
    intent = intents.read(ASKED[FEE][0])
    near = intents.near(intent, row)
    assert set(near) == {FEE, PAPERS}
    assert near[FEE] > near[PAPERS]
    assert near[FEE] >= 1  # the very question
    by_passage = intents.near_passages(intent, row)
    assert {desk.store.passage(at).aspect for at in by_passage} == {Aspect.FEE, Aspect.DOSSIER}
    assert sorted(by_passage.values()) == sorted(near.values())


def test_of_documents_without_questions_nothing_is_known(desk: World) -> None:
    intents = intents_of(desk)
    intent = intents.read(ASKED[FEE][0])
    assert intents.near(intent, row_of(desk, BIRTH)) == {}
    assert not intents.knows(row_of(desk, BIRTH))
    assert intents.knows(row_of(desk, BABY))
    assert intents.knows(OFFICE)
    assert intents.knows(REFUSED)
    assert not intents.knows(10_000)
    assert intents.near(Intent(), row_of(desk, BABY)) == {}


def test_a_desk_whose_texts_carry_no_questions_has_no_classes(tmp_path: Path) -> None:
    with world(tmp_path, SILENT) as silent:
        assert len(intents_of(silent).rows) == 0
        intent = intents_of(silent).read("đăng ký khai sinh ở đâu")
        assert (intent.documents, intent.aspects, intent.office, intent.refused) == ({}, {}, 0.0, 0.0)
        assert silent.ask("Đăng ký khai sinh cần giấy tờ gì?").citations
        features = silent.judge.features.of(silent.retrieved("Đăng ký khai sinh cần giấy tờ gì?"))
        assert features["learned"] == features["asked"] == features["asked in vain"] == 0


def test_one_procedure_alone_is_nothing_to_tell_apart(tmp_path: Path) -> None:
    with world(tmp_path, [BABY]) as alone:
        trainer = IntentTrainer(alone.index.vocabulary, WaysOfAsking())
        for row, passage in alone.store.scan():
            trainer.add(row, alone.store.metadata(row), passage)
        intents = trainer.train()
        assert intents.rows.tolist() == [0]
        assert intents.read(ASKED[FEE][0]).documents == {}
        assert alone.ask(ASKED[PAPERS][0]).sentences == (PAPERS,)


def test_the_two_classes_that_a_library_keeps_as_one(tmp_path: Path) -> None:
    with world(tmp_path, [BABY, COUPLE]) as two:
        trainer = IntentTrainer(two.index.vocabulary, WaysOfAsking())
        for row, passage in two.store.scan():
            trainer.add(row, two.store.metadata(row), passage)
        intents = trainer.train()
        assert intents.of_document.shape == (len(intents.tokens), 2)
        for document, question in ((BABY, ASKED[FEE][0]), (COUPLE, "hai đứa em muốn cưới nhau")):
            documents = intents.read(question).documents
            assert max(documents, key=documents.__getitem__) == row_of(two, document)


def test_what_is_saved_is_loaded_again(desk: World, tmp_path: Path) -> None:
    intents = intents_of(desk)
    intents.save(tmp_path)
    loaded = Intents.load(tmp_path)
    for question in (*ASKED[FEE], "hai đứa muốn cưới", "thời tiết hôm nay", ""):
        before, after = intents.read(question), loaded.read(question)
        assert before.documents == after.documents
        assert (before.office, before.refused, before.aspects) == (after.office, after.refused, after.aspects)
        assert intents.near(before, row_of(desk, BABY)) == loaded.near(after, row_of(desk, BABY))


def test_an_index_of_an_older_program_has_none(tmp_path: Path) -> None:
    assert Intents.load(tmp_path).read("khai sinh") == Intent()


def test_slang_of_the_questions_is_no_slip_of_the_keys(desk: World) -> None:
    assert desk.index.vocabulary.lookup("nhiêu đẻ").min() >= 0


def test_tokens_are_the_same_with_and_without_accents() -> None:
    assert tokens_of("Làm giấy, cho BÉ").tolist() == tokens_of("lam giay cho be").tolist()
    assert len(tokens_of("làm giấy cho bé")) == 4 + 3
    assert tokens_of("").tolist() == []


def test_weights_are_of_length_one_and_leave_out_what_is_unknown() -> None:
    known = np.array([3, 5, 9])
    at, weights = weighed(np.array([9, 3, 3, 7]), known, np.array([1.0, 2.0, 0.5], np.float32))
    assert at.tolist() == [0, 2]
    assert np.linalg.norm(weights) == pytest.approx(1)
    assert weights[0] == pytest.approx((1 + np.log(2)) / 0.5 * weights[1])
    empty_at, empty = weighed(np.array([1]), np.empty(0, np.int64), np.empty(0, np.float32))
    assert len(empty_at) == len(empty) == 0


def test_questions_of_a_line_travel_into_the_store(desk: World) -> None:
    passages = desk.store.passages_of(row_of(desk, BABY))
    asked = {each.line: each.questions for passage in passages for each in passage.asked}
    assert asked == ASKED
    assert all(not passage.asked for passage in desk.store.passages_of(row_of(desk, MARRIAGE)))


def test_a_trainer_without_passages_knows_nothing(desk: World) -> None:
    assert len(IntentTrainer(desk.index.vocabulary).train().rows) == 0
