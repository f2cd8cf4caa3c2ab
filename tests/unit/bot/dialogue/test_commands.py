"""Words that are commands, and questions that only look like them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.commands import Command, CommandTable
from bot.dialogue.places import Places
from bot.dialogue.topics import Topics
from bot.dialogue.wanted import WantedReader
from bot.messages import LANGUAGES, Catalogue
from knowledge.vietnamese.text import fold
from tests.integration.answering import question_sets, rows

TABLE = CommandTable.load()
DATA_FILE = files("bot.dialogue").joinpath("data", "commands.toml").read_text(encoding="utf-8")
READER = WantedReader(
    Topics.load(None, Catalogue.load().of("vi")), Places(["phường La Khê", "thôn Đoài"], "Hà Nội")
)

SAID = [
    ("start", "bắt đầu"),
    ("help", "Trợ giúp"),
    ("help", "huong dan"),
    ("help", "em ơi giúp với ạ"),
    ("dangky", "đăng ký nhận tin"),
    ("dangky", "dk nhận tin"),
    ("dangky", "đky nhan tin nhé em"),
    ("dangky", "cho tôi đăng ký nhận thông báo với"),
    ("dangky", "DANG KY"),
    ("dangky", "dangky"),
    ("dangky", "/dangky"),
    ("dangky", "/đăng ký nhận tin"),
    ("dangky", "theo dõi"),
    ("dangky", "nhận tin phường La Khê"),
    ("dangky", "nhận tin phường La Khê về đất đai ạ"),
    ("dangky", "nhan tin ve y te"),
    ("dangky", "subscribe to land"),
    ("huy", "hủy"),
    ("huy", "huỷ"),
    ("huy", "Huy"),
    ("huy", "HỦY!"),
    ("huy", "hủy đăng ký"),
    ("huy", "huy dk"),
    ("huy", "em muốn hủy đăng ký ạ"),
    ("huy", "dừng"),
    ("huy", "dung"),
    ("huy", "dừng lại đi"),
    ("huy", "stop"),
    ("huy", "STOPPP"),
    ("huy", "unsubscribe"),
    ("huy", "đừng gửi nữa"),
    ("huy", "dung gui tin nua"),
    ("huy", "thôi đừng nhắn tin cho tôi nữa"),
    ("huy", "ko nhận tin nữa"),
    ("huy", "kg nhan tin nua"),
    ("huy", "không muốn nhận tin nữa ạ"),
    ("huy", "bỏ theo dõi"),
    ("huy", "bỏ nhận tin về đất đai"),
    ("chude", "chủ đề"),
    ("chude", "chu de"),
    ("chude", "đổi chủ đề nhận tin"),
    ("dulieu", "dữ liệu"),
    ("dulieu", "du lieu cua toi"),
    ("dulieu", "em đang lưu gì về tôi"),
    ("dulieu", "what do you know about me?"),
    ("xoa", "xóa"),
    ("xoa", "xoá"),
    ("xoa", "xoa du lieu cua toi"),
    ("xoa", "xóa hết dữ liệu của tôi đi"),
    ("xoa", "delete my data"),
    ("nguoithat", "người thật"),
    ("nguoithat", "nguoi that"),
    ("nguoithat", "cho em gặp cán bộ với ạ"),
    ("nguoithat", "talk to a person please"),
    ("huy", "hủy đăng kí"),
    ("huy", "huy dang ki nhan tin"),
    ("huy", "ｓｔｏｐ"),
    ("huy", "Unsubscribe me"),
    ("huy", "ngừng nhắn tin"),
    ("huy", "/stop"),
    ("xoa", "xoa du lieu"),
    ("xoa", "xóa hết dữ liệu cá nhân của tôi"),
    ("xoa", "delete all my data please"),
    ("dulieu", "dữ liệu cá nhân của tôi"),
    ("dulieu", "cho tôi xem dữ liệu cá nhân"),
    ("dulieu", "show my data"),
    ("nguoithat", "gap can bo"),
    ("nguoithat", "toi can gap can bo"),
    ("nguoithat", "cần gặp người thật ạ"),
    ("nguoithat", "can i speak to a person"),
    ("nguoithat", "talk to a human"),
    ("ngonngu", "english"),
    ("ngonngu", "tiếng anh"),
    ("ngonngu", "Trả lời bằng tiếng Việt"),
]

# Real questions. Some begin like a command, some end like one, some hold one in the middle.
QUESTIONS = [
    "hủy đăng ký thường trú",
    "huy dang ky thuong tru",
    "hủy đăng ký tạm trú thế nào",
    "hủy đăng ký kết hôn",
    "hủy kết quả đăng ký khai tử",
    "hủy hồ sơ đã nộp trên mạng",
    "hủy hợp đồng ủy quyền",
    "đăng ký khai sinh",
    "dang ky khai sinh",
    "đăng ký kết hôn ở đâu",
    "đăng ký tạm trú",
    "đăng ký đất đai",
    "dang ky dat dai",
    "đăng ký đất đai lần đầu",
    "đăng ký hộ kinh doanh",
    "đăng ký thường trú cho con",
    "đăng ký lại khai sinh",
    "đăng ký thay đổi",
    "đăng ký xe máy",
    "đăng ký bảo hiểm y tế",
    "đăng ký nhận con nuôi",
    "đăng ký nhận cha mẹ con",
    "nhận con nuôi",
    "nhận tiền trợ cấp ở đâu",
    "nhận thông báo nộp thuế đất ở đâu",
    "nhận kết quả ở đâu",
    "nhận tin báo tố giác tội phạm thế nào",
    "xóa đăng ký tạm trú",
    "xoa dang ky tam tru",
    "xóa đăng ký thường trú",
    "xóa án tích",
    "xóa thế chấp sổ đỏ",
    "xóa nợ thuế",
    "xóa hộ nghèo",
    "xóa đăng ký thế chấp",
    "dừng hoạt động hộ kinh doanh",
    "tạm dừng kinh doanh",
    "dung xe o dau",
    "đúng",
    "đúng rồi",
    "dừng trợ cấp khi nào",
    "ngừng hưởng bảo hiểm y tế",
    "bỏ tên khỏi hộ khẩu",
    "bỏ học có được trợ cấp không",
    "thôi quốc tịch",
    "thôi việc hưởng chế độ gì",
    "chủ đề tuyên truyền của kế hoạch là gì",
    "chủ đề năm cải cách hành chính",
    "dữ liệu đất đai lưu ở đâu",
    "dữ liệu dân cư sai thì sửa ở đâu",
    "dữ liệu hộ tịch điện tử là gì",
    "người thật việc thật",
    "người thất nghiệp được hưởng gì",
    "gặp cán bộ nào để làm khai sinh",
    "giúp em làm giấy khai sinh",
    "giúp đỡ người khuyết tật",
    "hướng dẫn đăng ký kết hôn",
    "hướng dẫn làm căn cước",
    "trợ giúp pháp lý",
    "trợ giúp xã hội hằng tháng",
    "dịch giấy khai sinh sang tiếng anh",
    "giấy tờ tiếng anh có chứng thực được không",
    "ngôn ngữ dân tộc thiểu số có được dùng khi khai sinh không",
    "theo dõi hồ sơ đã nộp",
    "bắt đầu làm căn cước từ mấy tuổi",
    "xong thì nhận giấy gì",
    "đồng ý cho con đi nước ngoài",
    "không",
    "số điện thoại công an phường",
    "tất cả thủ tục hộ tịch",
    "làm căn cước cho bé 6 tuổi",
    "con 2 tuổi",
    "còn lệ phí?",
    "cái thứ hai",
]


def understands(command: Command, argument: str) -> bool:
    """As the dialogues on news do."""
    if command.dialogue == "agree":
        return argument.startswith("bản")
    return READER.read(argument) is not None


def name_of(text: str) -> str:
    called = TABLE.read(text, understands)
    return called.command.name if called else ""


@pytest.mark.parametrize(("name", "text"), SAID)
def test_words_are_commands(name: str, text: str) -> None:
    assert name_of(text) == name


@pytest.mark.parametrize("text", QUESTIONS)
def test_questions_are_not_swallowed(text: str) -> None:
    assert name_of(text) == ""
    assert name_of(fold(text)) == "" or text == "đúng", "typed without accents"


def test_no_question_of_our_sets_is_swallowed() -> None:
    asked = [
        row[key]
        for path in question_sets()
        for row in rows(path)
        for key in ("question", "query", "q")
        if isinstance(row.get(key), str)
    ]
    assert len(asked) > 300
    # To ask for an official is a command on purpose.
    assert {text for text in asked if name_of(text) not in {"", "nguoithat", "help"}} == set()


def test_a_bare_dung_stops_since_a_wrong_stop_is_undone_with_one_tap() -> None:
    assert name_of("dung") == "huy"
    assert name_of("đúng") == ""


@given(st.text(max_size=80))
def test_anything_may_be_typed(text: str) -> None:
    TABLE.read(text, understands)


@given(st.sampled_from([text for _, text in SAID]), st.booleans(), st.booleans())
def test_case_and_composition_change_nothing(text: str, composed: bool, upper: bool) -> None:
    if text.startswith("/"):
        return
    typed = unicodedata.normalize("NFC" if composed else "NFD", text.upper() if upper else text)
    assert name_of(typed) == name_of(text) != ""


def test_every_command_is_described_in_all_languages() -> None:
    for command in TABLE.commands:
        assert command.say.keys() == set(LANGUAGES)
        assert not command.description or command.description.keys() == set(LANGUAGES)
        assert re.fullmatch(r"[a-z]{2,32}", command.name), "as Telegram wants them"
        for language in LANGUAGES:
            assert name_of(command.say[language]) == command.name, "what people are told to type works"
    menu = TABLE.menu("vi")
    assert [name for name, _ in menu][:3] == ["start", "help", "dangky"]
    assert len(menu) == 9
    assert all(3 <= len(text) <= 60 for _, text in [*menu, *TABLE.menu("en")])


def test_no_word_means_two_commands() -> None:
    seen: dict[str, str] = {}
    for entry in tomllib.loads(DATA_FILE)["command"]:
        for word in [*entry["words"], *entry.get("shortcuts", {})]:
            assert seen.setdefault(word, entry["name"]) == entry["name"], word
            assert name_of(word) == entry["name"], word


def test_a_command_given_as_such_takes_its_argument() -> None:
    called = TABLE.named("start", " dat-dai ")
    assert called is not None
    assert (called.command.name, called.argument) == ("start", "dat-dai")
    assert TABLE.named("banveso") is None
    mentioned = TABLE.read("/huy@motcua_bot", understands)
    assert mentioned is not None
    assert mentioned.command.name == "huy"
