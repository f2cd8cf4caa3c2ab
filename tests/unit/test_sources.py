from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.sources import Sources, find_sources, slug
from knowledge.errors import SourceError


def _find(*paths: Path, builtin: tuple[Path, ...] = (), exclude: tuple[Path, ...] = ()) -> Sources:
    return find_sources(
        paths,
        builtin=builtin,
        supported=lambda path: path.suffix in {".txt", ".md"},
        max_bytes=100,
        exclude=exclude,
    )


def _names(sources: Sources, root: Path) -> list[str]:
    return [os.path.relpath(file.path, root) for file in sources.files]


def _write(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_folders_are_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.md", ".an.txt", ".git/d.txt", "a/~$c.txt", "a/hinh.jpg"):
        _write(tmp_path / name)
    sources = _find(tmp_path)
    assert _names(sources, tmp_path) == ["a/c.md", "b.txt"]
    assert [(Path(item.file).name, item.reason) for item in sources.skipped] == [
        ("hinh.jpg", "định dạng không hỗ trợ")
    ]
    assert not sources.problems


def test_loops_and_dead_links_do_not_stop_the_walk(tmp_path: Path) -> None:
    _write(tmp_path / "a/x.txt")
    (tmp_path / "a/vong").symlink_to(tmp_path)
    (tmp_path / "a/self.txt").symlink_to("self.txt")
    (tmp_path / "a/mat.txt").symlink_to("khong-co.txt")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    sources = _find(tmp_path)
    assert _names(sources, tmp_path) == ["a/x.txt"]
    assert sorted(Path(problem.file).name for problem in sources.problems) == ["mat.txt", "self.txt"]


def test_a_file_reached_twice_counts_once(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(path)
    assert len(_find(tmp_path, path, tmp_path).files) == 1


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ong.txt")
    assert [item.reason for item in _find(tmp_path).skipped] == ["không phải tệp thường"]


def test_too_large_and_unknown_files_are_named(tmp_path: Path) -> None:
    _write(tmp_path / "lon.txt", "x" * 101)
    odd = _write(tmp_path / "la.xyz")
    sources = _find(tmp_path / "lon.txt", odd)
    assert [Path(problem.file).name for problem in sources.problems] == ["lon.txt", "la.xyz"]
    assert "quá lớn" in sources.problems[0].problem
    assert "“.xyz”" in sources.problems[1].problem
    assert all(problem.mend for problem in sources.problems)


def test_a_missing_source_stops_before_anything_is_lost(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="không tìm thấy"):
        _find(tmp_path, tmp_path / "khong-co")


def test_the_index_is_not_its_own_source(tmp_path: Path) -> None:
    _write(tmp_path / "var/index/x.txt")
    _write(tmp_path / "a.txt")
    assert _names(_find(tmp_path, exclude=(tmp_path / "var/index",)), tmp_path) == ["a.txt"]


def test_builtin_files_come_last(tmp_path: Path) -> None:
    builtin = _write(tmp_path / "goi/ho-tich.txt")
    own = _write(tmp_path / "z/z.txt")
    sources = _find(own.parent, builtin=(builtin,))
    assert [(file.name, file.builtin) for file in sources.files] == [
        (str(own), False),
        ("tri thức có sẵn/ho-tich.txt", True),
    ]


def test_catalogues_come_after_the_builtin_files_where_those_are_preferred(tmp_path: Path) -> None:
    builtin = _write(tmp_path / "goi/ho-tich.txt")
    for name in ("cong.jsonl", "cong2.jsonl.zst", "don-vi.txt"):
        _write(tmp_path / "z" / name)

    def order(prefer_builtin: bool, ours: tuple[Path, ...]) -> list[str]:
        found = find_sources(
            [tmp_path / "z"],
            builtin=ours,
            supported=lambda _: True,
            max_bytes=100,
            prefer_builtin=prefer_builtin,
        )
        return [file.path.name for file in found.files]

    own = ["cong.jsonl", "cong2.jsonl.zst", "don-vi.txt"]
    assert order(True, (builtin,)) == ["don-vi.txt", "ho-tich.txt", *own[:2]]
    assert order(False, (builtin,)) == [*own, "ho-tich.txt"]
    assert order(True, ()) == own


def test_names_of_any_bytes_can_be_shown(tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/a\xff.txt"
    Path(os.fsdecode(odd)).write_text("x", encoding="utf-8")
    decomposed = _write(tmp_path / "Ke\u0302\u0301 hoa\u0323ch.txt")
    names = [file.name for file in _find(tmp_path).files]
    assert names == sorted([f"{tmp_path}/a\ufffd.txt", f"{tmp_path}/Kế hoạch.txt"])
    assert decomposed.exists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kế hoạch CCHC 2025.docx", "ke-hoach-cchc-2025"),
        ("Đề án.jsonl.zst", "de-an"),
        ("33_KH-UBND.pdf", "33-kh-ubnd"),
        ("…….txt", "tai-lieu"),
        ("README", "readme"),
    ],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(Path(name)) == expected
