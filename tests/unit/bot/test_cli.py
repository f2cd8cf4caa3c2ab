import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.channels.console import ConsoleChannel
from bot.cli import build_cli
from bot.messages import Catalogue
from bot.settings import Settings
from knowledge.clock import SystemClock
from knowledge.errors import SnapshotError
from tests.fakes.knowledge import MemoryKnowledge


@pytest.fixture
def knowledge(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MemoryKnowledge:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTCUA_LOGGING__LEVEL", "error")
    return MemoryKnowledge()


def invoke(knowledge: MemoryKnowledge, *arguments: str, text: str | None = None) -> Result:
    opened: list[Settings] = []

    def open_knowledge(settings: Settings, on_first_build: Callable[[], None]) -> MemoryKnowledge:
        opened.append(settings)
        if settings.index.directory == Path("missing"):
            raise SnapshotError("chưa có chỉ mục", where="missing", mend="lập chỉ mục")
        if settings.index.directory == Path("empty"):
            on_first_build()
        return knowledge

    result = CliRunner().invoke(build_cli(open_knowledge), list(arguments), input=text)
    assert knowledge.closed == (bool(opened) and result.exit_code == 0)
    return result


def test_one_json_line_has_every_field(knowledge: MemoryKnowledge) -> None:
    result = invoke(knowledge, "ask", "--json", "khai sinh cần gì")
    (line,) = result.stdout.splitlines()
    answer = json.loads(line)
    assert list(answer) == (
        [
            "question",
            "outcome",
            "answer",
            "citations",
            "retrieved",
            "procedure",
            "suggestions",
            "confidence",
            "ms",
        ]
    )
    assert answer["outcome"] == "answered"
    assert "khai sinh" in line, "Vietnamese is not escaped"
    fields = [
        "document_id",
        "title",
        "number",
        "issuer",
        "issued_on",
        "heading_path",
        "page",
        "passage_id",
        "text",
    ]
    assert list(answer["citations"][0]) == list(answer["retrieved"][0]) == fields
    assert answer["procedure"] == {"code": "1.001193", "name": "Đăng ký khai sinh", "aspect": "dossier"}


def test_lines_are_questions_apart_or_turns_of_one_conversation(knowledge: MemoryKnowledge) -> None:
    lines = "khai sinh\n\nmưa\n"
    assert len(invoke(knowledge, "ask", "--json", "-", text=lines).stdout.splitlines()) == 2
    assert len({key for _, key in knowledge.asked}) == 2
    knowledge.asked.clear()
    knowledge.closed = False
    invoke(knowledge, "ask", "--json", "--conversation", "-", text=lines)
    assert len({key for _, key in knowledge.asked}) == 1


def test_people_get_text_with_source_and_next_questions(knowledge: MemoryKnowledge) -> None:
    shown = invoke(knowledge, "ask", "khai sinh").stdout.splitlines()
    assert shown[0].startswith("Người đi khai sinh")
    assert shown[1].startswith("Nguồn:")
    assert shown[2].startswith("Hỏi tiếp: ")


def test_trace_shows_the_steps_beside_the_json(knowledge: MemoryKnowledge) -> None:
    result = invoke(knowledge, "ask", "--json", "--trace", "khai sinh")
    assert "[read]" in result.stderr
    assert "syllables: 2" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_what_a_person_can_mend_is_said_in_one_line(knowledge: MemoryKnowledge) -> None:
    result = invoke(knowledge, "ask", "--index", "missing", "khai sinh")
    assert result.exit_code == 1
    assert result.stderr == "Lỗi: missing: chưa có chỉ mục → lập chỉ mục\n"
    Path("config.toml").write_text("[web]\nprot = 1\n", encoding="utf-8")
    assert "“port”" in invoke(knowledge, "run").stderr


def test_the_first_build_is_announced_beside_the_answers(knowledge: MemoryKnowledge) -> None:
    result = invoke(knowledge, "ask", "--index", "empty", "--json", "khai sinh")
    assert "lập chỉ mục" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_chat_talks_until_goodbye(knowledge: MemoryKnowledge) -> None:
    result = invoke(knowledge, "chat", text="khai sinh\n\nthoát\nnot read\n")
    assert "giấy chứng sinh" in result.stdout
    assert [question for question, _ in knowledge.asked] == ["khai sinh"]


async def test_the_console_ends_with_its_input() -> None:
    out = io.StringIO()
    console = ConsoleChannel(io.StringIO("").readline, out, Catalogue.load().of("vi"), SystemClock())

    async def never(_incoming: object) -> object:
        raise AssertionError

    await console.start(never)  # type: ignore[arg-type]
    await console.finished()
    await console.stop()
    assert console.name == "console"
    assert "Em chào" in out.getvalue()


def test_help_is_vietnamese() -> None:
    result = CliRunner().invoke(build_cli(lambda _settings, _announce: MemoryKnowledge()), ["ask", "--help"])
    assert "Hỏi một câu" in result.stdout
