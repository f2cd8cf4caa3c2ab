"""An office's own file: its fees in place of the province's, its words before ours, clear errors."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.errors import SourceError
from knowledge.model import Aspect, Channel, Fee, Procedure
from knowledge.office import Overrides, apply, load_overrides
from knowledge.procedures import builtin_files, load_procedures, procedure_document
from knowledge.values import disagreement

PAGE = Path(__file__).parents[2] / "docs" / "huong-dan" / "thu-tuc-cua-don-vi.md"
EXAMPLE = PAGE.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]


def load(folder: Path, text: str = EXAMPLE) -> Overrides:
    path = folder / "don-vi.toml"
    path.write_text(text, encoding="utf-8")
    return load_overrides(path)


@pytest.fixture(scope="module")
def procedures() -> dict[str, Procedure]:
    return {p.code: p for path in builtin_files() for p in load_procedures(path).procedures}


def fees(procedure: Procedure) -> list[str]:
    return [fact.text for fact in procedure.facts if fact.aspect is Aspect.FEE]


def test_the_example_of_the_guide(tmp_path: Path, procedures: dict[str, Procedure]) -> None:
    business, birth = apply((procedures["1.001612"], procedures["1.001193"]), load(tmp_path))
    told = (
        "Lệ phí đăng ký hộ kinh doanh: 100.000 đồng khi nộp trực tiếp, miễn phí khi nộp trực tuyến, "
        "theo Nghị quyết 78/2026/NQ-HĐND, do UBND phường La Khê công bố."
    )
    assert fees(business) == [told]
    assert told in " ".join(PAGE.read_text(encoding="utf-8").split())
    own = [fact for fact in business.facts if fact.set_by]
    assert {fact.aspect for fact in own} == {Aspect.WHERE, Aspect.NOTES, Aspect.FEE}
    assert own[-1].fees == (
        Fee(amount=100_000, channel=Channel.COUNTER),
        Fee(free=True, channel=Channel.ONLINE),
    )
    assert own[-1].effective_from == date(2026, 7, 25)
    assert fees(birth)[1] == (
        "Phí, lệ phí thủ tục đăng ký khai sinh (quá hạn): 5.000 đồng, theo Nghị quyết 06/2020/NQ-HĐND, "
        "do UBND phường La Khê công bố."
    )
    assert fees(birth)[0] == fees(procedures["1.001193"])[0]
    document = procedure_document(business, source="x")
    where = next(section for section in document.sections if section.aspect is Aspect.WHERE)
    first = document.text[where.span.start : where.span.end].split("\n")[1]
    assert first == "Nộp hồ sơ đăng ký hộ kinh doanh tại quầy số 3, tầng 1 trụ sở UBND phường."


def test_every_open_fee_can_be_filled(tmp_path: Path, procedures: dict[str, Procedure]) -> None:
    table = '[[procedure]]\ncode = "{}"\nsource = "Nghị quyết 1"\nfees = [{{ amount = 7000, per = "bản" }}]\n'
    open_ones = [p for p in procedures.values() if any(f.set_by_province for x in p.facts for f in x.fees)]
    assert len(open_ones) > 20
    text = 'office = "UBND xã A"\n' + "".join(table.format(p.code) for p in open_ones)
    for procedure in apply(open_ones, load(tmp_path, text)):
        assert not any("HĐND" in fee for fee in fees(procedure)), procedure.code
        assert sum("7.000 đồng/bản" in fee for fee in fees(procedure)) == 1
        assert not [fact.text for fact in procedure.facts if disagreement(fact)]


def test_a_fee_of_its_own_stands_first_or_alone(tmp_path: Path, procedures: dict[str, Procedure]) -> None:
    text = 'office = "A"\n[[procedure]]\ncode = "1.004222"\nsource = "N"\nfees = [{ free = true }]\n'
    before = procedures["1.004222"]
    first = load(tmp_path, text).apply(before)
    assert fees(first)[1:] == fees(before)
    alone = load(tmp_path, text + "replace_fees = true").apply(before)
    assert len(fees(alone)) == 1
    assert load(tmp_path, text).apply(procedures["1.001193"]) is procedures["1.001193"]


def test_who_is_exempt_stays_told(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(
        '[[procedure]]\ncode = "1.1"\nname = "Mẫu"\n[procedure.facts]\nfee = [{ text = "Lệ phí theo mức của '
        'HĐND cấp tỉnh. Hộ nghèo được miễn.", fees = [{ set_by_province = true }] }]\n',
        encoding="utf-8",
    )
    text = 'office = "A"\n[[procedure]]\ncode = "1.1"\nsource = "N"\nfees = [{ amount = 9000 }]\n'
    (procedure,) = apply(load_procedures(path).procedures, load(tmp_path, text))
    assert fees(procedure)[1] == "Hộ nghèo được miễn."


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("office = ", "offic = ", ["thiếu “office”"]),
        ("amount = 5000", "amout = 5000", ["amout", "Có phải ý là “amount”?"]),
        ("amount = 5000", "free = false", ["amount", "free = true"]),
        ("amount = 5000", "amount = 5000, free = true", ["amount", "free = true"]),
        ('source = "Nghị quyết 06/2020/NQ-HĐND"\n', "", ["1.001193", "thiếu “source”"]),
        ('code = "1.001193"', 'code = "1.001612"', ["có ở hai bảng"]),
        ('"counter"', '"quầy"', ["quầy", "online"]),
        ("[[procedure]]", "[[procedure", ["sai cú pháp TOML"]),
    ],
)
def test_errors_name_table_key_and_mend(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    assert old in EXAMPLE
    with pytest.raises(SourceError) as caught:
        load(tmp_path, EXAMPLE.replace(old, new, 1))
    message = str(caught.value)
    assert message.startswith("don-vi.toml")
    for word in words:
        assert word in message
    with pytest.raises(SourceError, match="không mở được"):
        load_overrides(tmp_path / "khong-co.toml")
