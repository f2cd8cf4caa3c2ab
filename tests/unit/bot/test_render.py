import pytest
from structlog.testing import capture_logs

from bot.dialogue.render import MAX_SENTENCE_CHARS, Renderer, shortened, source_of
from bot.messages import Catalogue
from bot.settings import OfficeSettings
from knowledge.answering.model import Outcome, ProcedureRef, Remark, Resolution
from knowledge.model import Aspect, Citation
from tests.fakes.knowledge import CITATION, MemoryKnowledge

CATALOGUE = Catalogue.load()
VI = CATALOGUE.of("vi")
RENDERER = Renderer(CATALOGUE, OfficeSettings())
OFFICE = Renderer(CATALOGUE, OfficeSettings(name="UBND xã Mẫu", hotline="0203 111", address="Số 1"))


def test_an_answer_is_its_sentences_and_one_source_line() -> None:
    resolution = MemoryKnowledge().resolve("khai sinh cần gì", "k")
    rendered = RENDERER.render(resolution, "vi", ms=1.234)
    assert rendered.text == "Người đi khai sinh nộp tờ khai và giấy chứng sinh."
    assert rendered.source_line == (
        "Nguồn: Đăng ký khai sinh, số 12/KH-UBND, ngày 01/07/2025, Ủy ban nhân dân xã Thử Nghiệm, "
        "mục “1. Thành phần hồ sơ”, trang 3"
    )
    assert rendered.answer.answer == f"{rendered.text}\n{rendered.source_line}"
    assert rendered.answer.citations == (CITATION,)
    assert rendered.answer.ms == 1.23


def test_offers_and_choices_become_buttons_with_whole_questions() -> None:
    resolution = MemoryKnowledge().resolve("khai sinh cần gì", "k")
    time, fee, everything = RENDERER.render(resolution, "en").answer.suggestions
    assert (time.label, time.question) == ("How long?", "Đăng ký khai sinh mất bao lâu?")
    assert fee.question == "Đăng ký khai sinh lệ phí bao nhiêu?"
    choices = tuple(
        ProcedureRef(code=str(number), name=f"Việc {number} (cấp xã)", aspect=aspect)
        for number, aspect in enumerate((Aspect.FEE, None))
    )
    clarify = Resolution(question="?", outcome=Outcome.CLARIFY, choices=choices)
    first, second, none = RENDERER.render(clarify, "vi").answer.suggestions
    assert (first.label, first.question) == ("Việc 0 (cấp xã)", "Việc 0 lệ phí bao nhiêu?")
    assert second.question == "Thủ tục Việc 1"
    assert none.label == "Không phải các mục trên"
    assert everything.question == "Xem tất cả về Đăng ký khai sinh"


def test_unknown_parts_of_a_source_are_left_out() -> None:
    bare = Citation(
        document_id="d", title="Sổ tay", passage_id="d#0", text="x", issued_on="tháng 01 năm 2025"
    )
    assert source_of(bare, VI) == "Nguồn: Sổ tay, tháng 01 năm 2025"


def test_the_number_of_a_procedure_is_called_its_code() -> None:
    assert "mã thủ tục 1.001193" in source_of(CITATION.model_copy(update={"number": "1.001193"}), VI)


def test_sentences_are_kept_whole_within_the_limit() -> None:
    long = "mot hai ba " * 100
    assert shortened(("a" * 400, "b" * 150, "c" * 100)) == ["a" * 400, "b" * 150]
    (cut,) = shortened((long,))
    assert cut.endswith("…")
    assert len(cut) <= MAX_SENTENCE_CHARS
    assert cut[:-1] in long
    assert shortened(()) == []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("reason", [None, "weather", "never heard of"])
def test_every_outcome_has_words(language: str, outcome: Outcome, reason: str | None) -> None:
    rendered = OFFICE.render(Resolution(question="q", outcome=outcome, reason=reason), language)
    assert rendered.text.strip()
    assert "{" not in rendered.text
    assert rendered.source_line == ""


@pytest.mark.parametrize("outcome", [Outcome.NOT_FOUND, Outcome.OUT_OF_SCOPE, Outcome.PERSONAL_DATA])
def test_a_refusal_says_where_to_turn_and_leads_on(outcome: Outcome) -> None:
    resolution = Resolution(question="q", outcome=outcome)
    assert "0203 111" in OFFICE.render(resolution, "vi").text
    assert "Ủy ban nhân dân" in RENDERER.render(resolution, "vi").text
    assert RENDERER.render(resolution, "vi").answer.suggestions


def test_a_person_is_named_with_all_known_ways() -> None:
    resolution = Resolution(question="q", outcome=Outcome.HAND_OVER)
    lines = OFFICE.render(resolution, "vi").text.split("\n")
    assert "UBND xã Mẫu" in lines[0]
    assert lines[1:] == ["Điện thoại: 0203 111.", "Địa chỉ: Số 1."]
    crisis = OFFICE.render(resolution.model_copy(update={"reason": "crisis"}), "vi").text
    assert crisis.index("113") < crisis.index("0203 111")


def test_the_map_is_among_the_ways_to_the_office() -> None:
    office = {"name": "UBND xã Mẫu", "address": "Số 1", "map_url": "https://maps.example.org/x"}
    renderer = Renderer(Catalogue.load(), OfficeSettings.model_validate(office))
    asked = Resolution(question="q", outcome=Outcome.HAND_OVER, reason="office")
    assert "Bản đồ chỉ đường: https://maps.example.org/x" in renderer.render(asked, "vi").text.split("\n")
    assert "Map: https://maps.example.org/x" in renderer.render(asked, "en").text.split("\n")


def test_small_talk_has_its_own_words() -> None:
    thanks = Resolution(question="q", outcome=Outcome.GREETING, reason="thanks")
    assert RENDERER.render(thanks, "vi").text == VI.text("thanks")


def test_remarks_are_added_and_unknown_ones_reported() -> None:
    remarks = (Remark(key="answer-replaced", arguments={"number": "33/QĐ"}), Remark(key="answer-nonsense"))
    resolution = MemoryKnowledge().resolve("khai sinh", "k").model_copy(update={"remarks": remarks})
    with capture_logs() as logs:
        text = RENDERER.render(resolution, "vi").text
    assert text.endswith("được thay bằng 33/QĐ.")
    assert [entry["key"] for entry in logs] == ["answer-nonsense"]
