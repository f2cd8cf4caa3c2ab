"""The walls of the house: who may import whom, who reads the environment, how long a module may be."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAY_IMPORT = {
    "knowledge": {"knowledge"},
    "indexer": {"indexer", "knowledge"},
    "bot": {"bot", "indexer", "knowledge"},
}
READ_ENVIRONMENT = {"bot/settings.py", "indexer/settings.py"}
LINES, USUAL_LINES = 400, 200
LONG_MODULES = 0.13  # this share may be longer than usual; cut one before another is added
DATA_THAT_RUNS = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
CALLS_THAT_RUN = {"eval", "exec", "os.system", "os.popen", "subprocess.getoutput"}
CALLS_THAT_RUN |= {"subprocess.getstatusoutput"}
ENVIRONMENT = {"os.environ", "os.getenv", "os.environb", "os.getenvb", "environ", "getenv"}
VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u0300-\u0323\u1ea0-\u1ef9]")
HEAVY = ("torch", "sentence_transformers", "transformers", "telegram", "docx", "pypdfium2", "selectolax")


@cache
def modules() -> dict[str, tuple[str, ast.Module]]:
    """Source and syntax tree of every module, by its path from the root."""
    sources = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for room in MAY_IMPORT
        for path in sorted((ROOT / room).rglob("*.py"))
    }
    return {name: (source, ast.parse(source)) for name, source in sources.items()}


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def test_imports_follow_the_arrows() -> None:
    wrong = [
        f"{name} imports {imported}"
        for name, (_, tree) in modules().items()
        for imported in imports(tree)
        if imported.split(".")[0] in MAY_IMPORT.keys() - MAY_IMPORT[name.split("/")[0]]
    ]
    assert not wrong


def test_modules_stay_readable() -> None:
    lengths = {name: len(source.splitlines()) for name, (source, _) in modules().items()}
    assert not {name: lines for name, lines in lengths.items() if lines > LINES}
    long = {name: lines for name, lines in lengths.items() if lines > USUAL_LINES}
    assert len(long) <= LONG_MODULES * len(lengths), long


def test_only_settings_read_the_environment() -> None:
    readers = {
        name
        for name, (_, tree) in modules().items()
        if ENVIRONMENT & {dotted(node) for node in ast.walk(tree)}
    }
    assert readers <= READ_ENVIRONMENT


def test_nothing_runs_what_it_reads() -> None:
    """No pickle, no eval, no shell: an index or a document is data, whoever wrote it."""
    wrong = []
    for name, (_, tree) in modules().items():
        wrong += [f"{name} imports {module}" for module in imports(tree) if module in DATA_THAT_RUNS]
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            pickled = given.get("allow_pickle")
            if (
                dotted(call.func) in CALLS_THAT_RUN
                or "shell" in given
                or (isinstance(pickled, ast.Constant) and pickled.value)
            ):
                wrong.append(f"{name}:{call.lineno}")
    assert not wrong


def test_citizens_words_stand_in_the_message_files() -> None:
    """Strings in the bot's code hold no Vietnamese; docstrings may."""
    wrong = [
        f"{name}:{node.lineno} {node.value}"
        for name, (_, tree) in modules().items()
        if name.startswith("bot/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and VIETNAMESE.search(node.value)
        if id(node) not in docstrings(tree)
    ]
    assert not wrong


def docstrings(tree: ast.Module) -> set[int]:
    described = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, described)]
    return {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}


@pytest.mark.parametrize("imported", ["bot.cli", "bot.cli, bot.knowing, bot.app, bot.dialogue.render"])
def test_starting_the_desk_loads_nothing_heavy(imported: str) -> None:
    """Torch alone would cost seconds and hundreds of megabytes; readers come with the first build only."""
    code = f"import sys, {imported}\nprint(*sorted(set(sys.modules) & set({HEAVY!r})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
