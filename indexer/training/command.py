"""`python -m indexer train …`: makes the models that ship."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from indexer.evaluating.cases import read_sets
from indexer.evaluating.typing import STYLES, typed
from indexer.parsing import standard_parser
from indexer.printing import errors, friendly, print_json
from indexer.progress import progress
from indexer.searching import Searcher
from knowledge.clock import SystemClock
from knowledge.errors import SourceError
from knowledge.retrieval.static import StaticEmbedder
from knowledge.settings import EmbeddingSettings

train_app = typer.Typer(help="Luyện các mô hình đi kèm chương trình.", no_args_is_help=True)


@train_app.command("embedder")
def train_embedder_command(  # noqa: PLR0917 - typer passes them by name
    source: Annotated[
        list[Path],
        typer.Option(help="Tệp luật hoặc thủ tục (.jsonl, .jsonl.zst, .toml); dùng được nhiều lần."),
    ],
    out: Annotated[Path, typer.Option(help="Thư mục ghi mô hình.")],
    work: Annotated[
        Path, typer.Option(help="Thư mục giữ các bước đã xong, để chạy tiếp khi bị ngắt.")
    ] = Path("var/training"),
    recipe: Annotated[
        Path | None, typer.Option(help="Công thức luyện (.json); bỏ trống là mặc định.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Số bắt đầu của phần ngẫu nhiên.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON cho chương trình khác đọc.")] = False,
) -> None:
    """Luyện mô hình nhúng tiếng Việt từ văn bản luật và thủ tục."""
    # Imported here: scipy and scikit-learn take a second that no other command should wait for.
    from indexer.training.embedder.export import export  # noqa: PLC0415
    from indexer.training.embedder.recipe import Recipe  # noqa: PLC0415
    from indexer.training.embedder.training import train  # noqa: PLC0415

    with friendly(as_json=as_json):
        missing = [path for path in source if not path.is_file()]
        if missing:
            raise SourceError(
                "không có tệp này", where=str(missing[0]), mend="kiểm tra đường dẫn sau --source"
            )
        chosen = Recipe() if recipe is None else Recipe.model_validate_json(recipe.read_bytes())
        if seed is not None:
            chosen = chosen.model_copy(update={"seed": seed})
        with progress(errors(), quiet=as_json) as report:
            trained = train(chosen, source, work, parser=standard_parser(), report=report)
        export(out, trained.phrases, trained.vectors)
        (out / "recipe.json").write_text(chosen.model_dump_json(indent=2) + "\n", encoding="utf-8")
        made = StaticEmbedder.open(out)
        told = {
            "directory": str(out),
            "fingerprint": made.fingerprint,
            "phrases": len(trained.phrases),
            "dimension": made.dimension,
            "items": trained.items,
            "steps": trained.steps,
            "bytes": sum(file.stat().st_size for file in out.rglob("*") if file.is_file()),
        }
        if as_json:
            print_json(told)
        else:
            for name, value in told.items():
                Console().print(f"{name}: {value}", highlight=False)


@train_app.command("ranker")
def train_ranker_command(  # noqa: PLR0917 - typer passes them by name
    source: Annotated[
        list[Path], typer.Option(help="Tệp điều luật (.jsonl, .jsonl.zst); dùng được nhiều lần.")
    ],
    queries: Annotated[Path, typer.Option(help='Tệp câu hỏi .jsonl: {"id", "text"} mỗi dòng.')],
    qrels: Annotated[Path, typer.Option(help='Tệp đáp án .jsonl: {"query_id", "doc_id"} mỗi dòng.')],
    out: Annotated[Path, typer.Option(help="Thư mục ghi mô hình.")],
    work: Annotated[Path, typer.Option(help="Thư mục giữ chỉ mục dựng để luyện.")] = Path("var/training"),
    recipe: Annotated[
        Path | None, typer.Option(help="Công thức luyện (.json); bỏ trống là mặc định.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Số bắt đầu của phần ngẫu nhiên.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON cho chương trình khác đọc.")] = False,
) -> None:
    """Luyện mô hình xếp hạng điều luật; điểm được đo trên những câu không dùng để luyện."""
    # Imported here: lightgbm is only there where models are made.
    from indexer.training.ranker.making import make  # noqa: PLC0415
    from indexer.training.ranker.recipe import Recipe  # noqa: PLC0415

    with friendly(as_json=as_json):
        missing = [path for path in (*source, queries, qrels) if not path.is_file()]
        if missing:
            raise SourceError("không có tệp này", where=str(missing[0]), mend="kiểm tra đường dẫn")
        chosen = Recipe() if recipe is None else Recipe.model_validate_json(recipe.read_bytes())
        if seed is not None:
            chosen = chosen.model_copy(update={"seed": seed})
        with progress(errors(), quiet=as_json) as report:
            made = make(chosen, source, queries, qrels, work, report=report)
        made.save(out)
        if as_json:
            print_json(made.told())
        else:
            for name, value in made.told().items():
                Console().print(f"{name}: {value}", highlight=False)


@train_app.command("confidence")
def train_confidence_command(
    index: Annotated[list[Path], typer.Option(help="Thư mục chỉ mục để hỏi; dùng được nhiều lần.")],
    questions: Annotated[
        list[Path], typer.Option(help="Bộ câu hỏi (.jsonl) hoặc thư mục; dùng được nhiều lần.")
    ],
    out: Annotated[Path, typer.Option(help="Tệp ghi trọng số (.json).")],
    seed: Annotated[int, typer.Option(help="Số bắt đầu của phần ngẫu nhiên.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON cho chương trình khác đọc.")] = False,
) -> None:
    """Ước lượng lại độ chắc chắn của câu trả lời từ các câu hỏi có đáp án."""
    # Imported here: lightgbm is only there where models are made.
    from indexer.training.confidence.examples import Desk, Example  # noqa: PLC0415
    from indexer.training.confidence.held_out import LEARNED, without_a_part, without_any  # noqa: PLC0415
    from indexer.training.confidence.held_out import STYLES as FEW  # noqa: PLC0415
    from indexer.training.confidence.recipe import Recipe  # noqa: PLC0415
    from indexer.training.confidence.training import train  # noqa: PLC0415

    with friendly(as_json=as_json):
        sets = read_sets(questions)
        large = [each for each in sets if each.name.startswith(LEARNED)]
        small = [each for each in sets if each not in large]
        styles, few = typed(STYLES, seed), typed(FEW, seed)
        clock = SystemClock()
        found: list[Example] = []
        with progress(errors(), quiet=as_json) as report:
            for directory in index:
                searcher = Searcher.open(directory, EmbeddingSettings())
                try:
                    for desk in (searcher, without_any(searcher)):
                        found += Desk(desk, clock).examples(small, styles, report)
                        found += Desk(desk, clock).examples(large, few, report)
                    for part, asked in without_a_part(searcher):
                        found += Desk(part, clock).examples([asked], few, report)
                finally:
                    searcher.snapshot.close()
        trained = train(found, Recipe(), seed)
        out.write_text(trained.calibrated.model_dump_json() + "\n", encoding="utf-8")
        print_json({"file": str(out), "examples": len(found), "cross-validated": trained.figures})
