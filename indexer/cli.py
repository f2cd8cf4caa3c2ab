"""The indexer's commands. Exit status: 0 all good, 1 published but some files are bad, 2 nothing was done."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from indexer.evaluating.command import evaluate_command
from indexer.evaluating.gate import Gate
from indexer.inspection import Inspected, inspect_file, inspect_stored
from indexer.parsing import Parser, standard_parser
from indexer.pipeline import BuildReport, BuildRequest, build, configured
from indexer.printing import errors, fail, friendly, print_json, show_problem, show_report
from indexer.progress import progress
from indexer.searching import Found, Searcher
from indexer.settings import IndexerSettings, load_settings
from indexer.sources import find_sources
from indexer.training.command import train_app
from knowledge.clock import SystemClock
from knowledge.errors import MotcuaError, SnapshotError
from knowledge.manifest import FileProblem, Manifest
from knowledge.retrieval.embedder import open_embedder
from knowledge.shelf import Shelf
from knowledge.snapshot import Snapshot

app = typer.Typer(
    help="Lập chỉ mục tài liệu và tra cứu chỉ mục.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

IndexOption = Annotated[
    Path | None, typer.Option("--index", help="Thư mục chỉ mục; mặc định lấy theo cấu hình (var/index).")
]
ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="Tệp cấu hình; mặc định config.toml nếu có.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="In JSON cho chương trình khác đọc.")]
SourceOption = Annotated[
    list[Path] | None, typer.Option("--source", help="Tệp hoặc thư mục tài liệu; dùng được nhiều lần.")
]
BuiltinOption = Annotated[bool, typer.Option("--builtin", help="Thêm tri thức có sẵn.")]


@app.command("build")
def build_command(  # noqa: PLR0917 - typer passes them by name
    source: SourceOption = None,
    more: Annotated[
        list[Path] | None, typer.Argument(help="Thêm tệp hoặc thư mục.", metavar="[PATH]...")
    ] = None,
    index: IndexOption = None,
    builtin: BuiltinOption = False,
    full: Annotated[bool, typer.Option("--full", help="Đọc lại mọi tệp, kể cả tệp không đổi.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Dùng bản mới dù trả lời kém bản đang dùng.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lập hoặc cập nhật chỉ mục từ các nguồn tài liệu."""
    with friendly(as_json=as_json):
        settings = load_settings(config)
        sources = [*(source or ()), *(more or ())]
        request = configured(settings.index, sources=sources, directory=index, builtin=builtin, full=full)
        parser = standard_parser(settings.index.overrides)
        report = _build(request, settings, parser, quiet=as_json, force=force)
        show_report(report, as_json=as_json)
        raise typer.Exit(report.exit_code)


@app.command("watch")
def watch_command(
    source: SourceOption = None,
    index: IndexOption = None,
    builtin: BuiltinOption = False,
    interval: Annotated[float, typer.Option(min=0.2, help="Số giây giữa hai lần kiểm tra.")] = 5.0,
    config: ConfigOption = None,
) -> None:
    """Theo dõi nguồn tài liệu, có thay đổi thì lập lại chỉ mục; dừng bằng Ctrl+C."""
    with friendly():
        settings = load_settings(config)
        request = configured(settings.index, sources=source or (), directory=index, builtin=builtin)
        overrides = settings.index.overrides
        parser = standard_parser(overrides)
        seen: object = None
        while True:
            state = _state(request, parser, overrides)
            if state != seen:
                try:
                    parser = standard_parser(overrides)
                    show_report(_build(request, settings, parser, quiet=False), as_json=False)
                except MotcuaError as error:
                    fail(error)
            seen = state  # as it was before the build: what changed meanwhile is built next time
            time.sleep(interval)


@app.command("list")
def list_command(index: IndexOption = None, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Liệt kê các bản chỉ mục đang giữ."""
    with friendly(as_json=as_json):
        shelf = Shelf(index or load_settings(config).index.directory)
        rows = [_snapshot_row(shelf, name) for name in reversed(shelf.names())]
        if as_json:
            print_json(rows)
            return
        if not rows:
            raise SnapshotError(
                "chưa có chỉ mục nào", where=str(shelf.directory), mend="chạy: python -m indexer build"
            )
        table = Table(box=None, pad_edge=False)
        for heading in ("", "Bản", "Lập lúc", "Văn bản", "Đoạn", "Tình trạng"):
            table.add_column(heading, no_wrap=heading == "Bản")
        for row in rows:
            values = (row["id"], row["created"], row["documents"], row["passages"], row["problem"] or "tốt")
            table.add_row("→" if row["current"] else "", *(escape(str(value)) for value in values))
        Console().print(table)


@app.command("rollback")
def rollback_command(
    name: Annotated[str | None, typer.Argument(help="Bản muốn dùng; bỏ trống là bản liền trước.")] = None,
    index: IndexOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Quay lại một bản chỉ mục cũ."""
    with friendly(as_json=as_json):
        served = Shelf(index or load_settings(config).index.directory).rollback(name)
        if as_json:
            print_json({"snapshot": served})
        else:
            Console().print(f"Đang dùng bản {served}. Bot đang chạy sẽ tự chuyển trong 2 giây.")


@app.command("inspect")
def inspect_command(
    document: Annotated[str, typer.Argument(metavar="DOC", help="Mã văn bản, hoặc đường dẫn tới một tệp.")],
    index: IndexOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Xem chương trình hiểu một văn bản thế nào: thông tin, bố cục, các đoạn."""
    with friendly(as_json=as_json):
        items: Iterable[Inspected | FileProblem]
        path = Path(document)
        if path.is_file():
            items = inspect_file(standard_parser(load_settings(config).index.overrides), path)
        else:
            snapshot = Snapshot.load(index or load_settings(config).index.directory)
            items = [inspect_stored(snapshot.store, document)]
            snapshot.close()
        failed = False
        for item in items:
            if isinstance(item, FileProblem):
                failed = True
                if as_json:
                    print_json({"problem": item.model_dump()})
                else:
                    show_problem(item)
            elif as_json:
                print_json(item.as_json())
            else:
                item.show(Console())
        raise typer.Exit(1 if failed else 0)


@app.command("search")
def search_command(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Câu cần tìm; “-” đọc mỗi dòng một câu.")],
    index: IndexOption = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="Số đoạn lấy ra.")] = 10,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tìm đoạn văn bản hợp nhất với câu hỏi."""
    with friendly(as_json=as_json):
        settings = load_settings(config)
        searcher = Searcher.open(index or settings.index.directory, settings.embedding, settings.ranking)
        for text in _lines() if query == "-" else [query]:
            found = searcher.search(text, k)
            if as_json:
                print_json(found)
            else:
                _show_found(found)


app.command("evaluate")(evaluate_command)
app.add_typer(train_app, name="train")


def main() -> None:
    """Run the command line."""
    app(prog_name="python -m indexer")


def _build(
    request: BuildRequest, settings: IndexerSettings, parser: Parser, *, quiet: bool, force: bool = False
) -> BuildReport:
    embedder = open_embedder(settings.embedding)
    with progress(errors(), quiet=quiet) as report:
        gate = None
        if (settings.evaluation.questions or settings.evaluation.builtin) and not force:
            today = SystemClock().now().date()
            gate = Gate(settings.evaluation, settings.embedding, request.directory, today, report)
        return build(request, parser=parser, embedder=embedder, gate=gate, report=report)


def _state(request: BuildRequest, parser: Parser, overrides: Path | None) -> object:
    """Changes when a source file or the office's file is added, removed, renamed or written to."""
    try:
        sources = find_sources(
            request.sources,
            builtin=request.builtin,
            supported=parser.supports,
            max_bytes=parser.limits.max_file_bytes,
            exclude=(request.directory,),
        )
        own = overrides.stat().st_mtime_ns if overrides else 0
        return own, [(file.name, file.size, file.path.stat().st_mtime_ns) for file in sources.files]
    except (MotcuaError, OSError) as error:
        return str(error)  # the build that follows reports it


def _snapshot_row(shelf: Shelf, name: str) -> dict[str, object]:
    row: dict[str, object] = {"id": name, "current": name == shelf.current(), "problem": ""}
    try:
        manifest = Manifest.read(shelf.path(name))
        manifest.verify(shelf.path(name), thorough=False)
    except SnapshotError as error:
        return {**row, "created": "", "documents": "", "passages": "", "problem": error.problem}
    return {**row, "created": manifest.created.isoformat(" ", "minutes"), **manifest.counts.model_dump()}


def _lines() -> Iterator[str]:
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def _show_found(found: Found) -> None:
    out = Console(highlight=False)
    for result in found["results"]:
        number = f" ({result['number']})" if result["number"] else ""
        out.print(Text(f"{result['rank']}. {result['title']}{number}", style="bold"))
        if result["heading_path"]:
            out.print(Text(f"   {' › '.join(result['heading_path'])}", style="italic"))
        out.print(Text(f"   {result['text']}\n"))
    out.print(Text(f"{len(found['results'])} đoạn, {found['ms']:.1f} ms", style="dim"))
