"""Building with an office's own file and with the portal's catalogue beside the built-in procedures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.parsing import standard_parser
from indexer.pipeline import BuildReport, build, configured
from indexer.settings import IndexSettings
from knowledge.errors import SourceError
from knowledge.model import Document
from knowledge.retrieval.embedder import HashingEmbedder
from knowledge.snapshot import Snapshot

PORTAL = {
    "id": "1.001612",
    "name": "Đăng ký thành lập hộ kinh doanh (bản của cổng)",
    "steps": "Bước 1: Nộp hồ sơ.",
    "methods": [{"channel": "Trực tiếp", "time": "3 Ngày làm việc", "fee": "", "detail": ""}],
}
OFFICE = """
office = "UBND xã Mẫu"
[[procedure]]
code = "1.001612"
source = "Nghị quyết 1/2026/NQ-HĐND"
fees = [{ amount = 70000 }]
"""


class Desk:
    """A folder with a catalogue, an office's file and an index."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.index = root / "index"
        self.catalogue = root / "cong.jsonl"
        self.catalogue.write_text(json.dumps(PORTAL), encoding="utf-8")
        self.office = root / "don-vi.toml"

    def build(self, **settings: object) -> BuildReport:
        values = {"directory": self.index, "sources": (self.catalogue,), **settings}
        found = IndexSettings.model_validate(values)
        return build(configured(found), parser=standard_parser(found.overrides), embedder=HashingEmbedder(32))

    def document(self) -> Document:
        snapshot = Snapshot.load(self.index)
        try:
            return snapshot.store.document(snapshot.store.document_ids().index("1.001612"))
        finally:
            snapshot.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_office_chooses_which_procedure_is_kept(desk: Desk) -> None:
    kept = desk.build()
    assert kept.exit_code == 0
    assert [(Path(item.file).name, item.reason.split(",")[0]) for item in kept.skipped] == [
        ("cong.jsonl#1.001612", "giữ bản có sẵn")
    ]
    assert desk.document().meta.title == "Đăng ký thành lập hộ kinh doanh"
    replaced = desk.build(prefer="source")
    assert (replaced.exit_code, replaced.unchanged) == (0, False)
    assert desk.document().meta.title == PORTAL["name"]


def test_the_offices_file_is_part_of_the_index(desk: Desk) -> None:
    desk.build()
    assert "70.000 đồng" not in desk.document().text
    desk.office.write_text(OFFICE, encoding="utf-8")
    assert not desk.build(overrides=desk.office).unchanged
    assert "70.000 đồng, theo Nghị quyết 1/2026/NQ-HĐND, do UBND xã Mẫu công bố." in desk.document().text
    assert "theo mức của HĐND" not in desk.document().text
    assert desk.build(overrides=desk.office).unchanged
    desk.office.write_text(OFFICE.replace("70000", "80000"), encoding="utf-8")
    desk.build(overrides=desk.office)
    assert "80.000 đồng" in desk.document().text
    desk.build()
    assert "80.000 đồng" not in desk.document().text


def test_a_code_nobody_knows_is_reported(desk: Desk) -> None:
    desk.office.write_text(OFFICE.replace("1.001612", "9.999999"), encoding="utf-8")
    for _ in range(2):  # also when nothing else has changed
        report = desk.build(overrides=desk.office)
        assert report.exit_code == 1
        assert [(problem.file, problem.place) for problem in report.problems] == [
            ("don-vi.toml", "[[procedure]] 9.999999")
        ]
    desk.office.unlink()
    with pytest.raises(SourceError, match="không mở được"):
        desk.build(overrides=desk.office)
