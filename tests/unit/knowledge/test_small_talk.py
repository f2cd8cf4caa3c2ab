"""Whoever is in danger is sent to the emergency numbers; what merely sounds like it is a question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.answering.lexicon import Lexicon
from knowledge.answering.office import Office
from knowledge.answering.sayings import Sayings
from tests.integration.answering import question_sets, rows, without_accents
from tests.unit.knowledge.worlds import World

TALK = {talk.key: talk for talk in Lexicon.load().small_talk}

IN_DANGER = [
    # at home
    "em bị bạo hành",
    "chồng đánh tôi",
    "ba con em đánh em",
    "chồng em hay đánh đập mẹ con em",
    "ck e uýnh e hoài",
    "em sợ lắm, tối nào cũng bị đánh",
    "vợ tôi bị hàng xóm đánh",
    "con tôi bị cô giáo đánh ở lớp",
    # threats
    "bị người yêu dọa giết",
    "nó đòi chém cả nhà em",
    "bị xã hội đen đòi nợ khủng bố",
    "người yêu cũ dọa tung ảnh",
    # rape and abuse
    "con gái em bị thầy giáo xâm hại",
    "bị ép quan hệ",
    "bố dượng sờ soạng con em",
    # wants to die
    "tôi chán sống lắm rồi",
    "tui không thiết sống nữa",
    "hết muốn sống rồi",
    "em chỉ muốn chết cho xong",
    "tôi muốn kết thúc cuộc đời",
    "tôi uống thuốc sâu rồi",
]

# Typed as in a chat, or as no rule of spelling has it.
IN_DANGER_TYPED = ["muon chet", "ko mun song nua", "hok muốn sống nữa", "bi chong danh", "e bi bn trai danh"]

NO_DANGER = [
    "chồng đánh mất giấy",
    "vợ đánh rơi căn cước",
    "bị đánh cắp giấy tờ",
    "cha cho con miếng đất có bị đánh thuế không",
    "đánh máy đơn ở đâu",
    "em muốn đánh giá cán bộ",
    "máy giặt hết bảo hành",
    "bố mẹ dành cho con mảnh đất",
    "mã định danh của con em",
    "chồng tôi đứng danh sổ đỏ",
    "không muốn sống chung với chồng nữa thì ly hôn ở đâu",
    "căn cước điện tử từ đâu mà có",
    "con còn nhỏ, để từ từ được không",
    "hồ sơ đang chạy tới đâu",
    "cháy nhà mất hết giấy tờ, làm lại ở đâu",
    "giấy cấp cựu chiến binh",
    "tập huấn phòng, chống bạo lực gia đình",
    "làm cái giấy lâu muốn chết",
]


@pytest.mark.parametrize("said", [*IN_DANGER, *map(without_accents, IN_DANGER), *IN_DANGER_TYPED])
def test_a_cry_for_help_is_heard(said: str) -> None:
    assert TALK["crisis"].within(said)


@pytest.mark.parametrize("said", [*NO_DANGER, *map(without_accents, NO_DANGER)])
def test_what_only_sounds_like_one_is_none(said: str) -> None:
    assert not TALK["crisis"].within(said)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("thằng ngu", "insult"),
        ("thang ngu", "insult"),
        ("địt mẹ mày", "insult"),
        ("du me may", "insult"),
        ("bot vô dụng quá", "insult"),
        ("mày ngu vãi", "insult"),
        ("em là robot hả", "greeting"),
        ("may la robot ha", "greeting"),
        ("mày là ai", "greeting"),
        ("em là ai vậy", "greeting"),
        ("bạn có phải là AI không", "greeting"),
        ("em là người hay máy thế ạ", "greeting"),
        ("tui muốn treo cổ", "crisis"),
    ],
)
def test_what_is_no_question_has_fixed_words(desk: World, said: str, key: str) -> None:
    reply = desk.small_talk(desk.turn(said))
    assert reply is not None
    assert reply.reason == key


@pytest.mark.parametrize(
    "question",
    [
        "vo dung ten so do duoc khong",  # "vợ đứng tên"
        "khach ngu qua dem khai bao the nao",
        "giay to du ma can bo khong nhan",  # "đủ mà"
        "em la nguoi Khmer lam can cuoc o dau",
        "ghi khong thang cho tre moi sinh",
        "treo co ngay le co bat buoc khong",  # "treo cờ"
        "tu van giup em thu tuc ket hon",  # "tư vấn"
    ],
)
def test_a_question_typed_without_accents_is_no_insult(desk: World, question: str) -> None:
    assert desk.small_talk(desk.turn(question)) is None


@pytest.mark.parametrize(
    "question", ["giờ làm việc của phường", "số điện thoại phường", "trụ sở phường ở đâu"]
)
def test_the_office_speaks_of_itself_only_where_its_settings_do(desk: World, question: str) -> None:
    assert TALK["office"].within(question)
    assert desk.small_talk(desk.turn(question)) is None
    known = replace(desk.small_talk, office=Office(reachable=True))(desk.turn(question))
    assert known is not None
    assert known.reason == "office"


# Asked of the desk itself, in the sets that have no office.
OF_THE_OFFICE = {
    "Giờ làm việc của bộ phận một cửa?",
    "thứ bảy phường có làm việc không ạ",
    "may gio xa lam viec",
    "tru so uy ban nam duong nao, gan cho khong",
}


@pytest.mark.parametrize("key", ["crisis", "insult", "office"])
def test_no_question_of_the_sets_is_taken_for_talk(key: str) -> None:
    asked = [row["question"] for path in question_sets() if path.stem != "small_talk" for row in rows(path)]
    asked = [question for question in asked if question not in OF_THE_OFFICE]
    assert len(asked) > 1_500
    for question in asked:
        assert not TALK[key].within(question), question
        assert not TALK[key].within(without_accents(question)), question


def test_words_of_a_chain_stand_near_one_another_in_order() -> None:
    sayings = Sayings.read(
        {
            "part": ["kêu cứu"],
            "chains": [["who", "does+whom"]],
            "words": {"who": ["chồng"], "does": ["đánh"], "whom": ["em", "tôi"]},
            "harmless": ["đánh em bé"],
            "accented": ["bị tát"],
        }
    )
    assert sayings.said_in("em bị tát")
    assert not sayings.said_in("em bi tat")  # "bị tật"
    assert sayings.said_in("kêu cứu")
    assert sayings.said_in("chồng cũ của chị đánh em")
    assert not sayings.said_in("đánh em, chồng")
    assert not sayings.said_in("chồng đánh chị em")
    assert not sayings.said_in("chồng đi làm xa nhà ba năm đánh em")
    assert not sayings.said_in("chồng đánh em bé")
