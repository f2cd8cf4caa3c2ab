import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Catalogue
from knowledge.money import dong
from knowledge.vietnamese.personal_data import Kind, mask
from knowledge.vietnamese.text import clean

HIDDEN = [
    ("CCCD của tôi là 001199012345 làm lại mất bao lâu", "001199012345", Kind.IDENTITY),
    ("can cuoc 001.199.012.345", "001.199.012.345", Kind.IDENTITY),
    ("cmnd 123456789", "123456789", Kind.IDENTITY),
    ("số 123 456 789 đã cũ", "123 456 789", Kind.IDENTITY),
    ("cmnd 123.456.789", "123.456.789", Kind.IDENTITY),
    ("hộ chiếu B1234567 hết hạn", "B1234567", Kind.IDENTITY),
    ("sđt 0912345678", "0912345678", Kind.PHONE),
    ("0912.345.678 gọi tôi", "0912.345.678", Kind.PHONE),
    ("+84 912 345 678", "+84 912 345 678", Kind.PHONE),
    ("(+84)912345678", "(+84)912345678", Kind.PHONE),
    ("84912345678", "84912345678", Kind.PHONE),
    ("091-234-5678", "091-234-5678", Kind.PHONE),
    ("sdt0912345678 em", "0912345678", Kind.PHONE),
    ("sinh 1990 số 0912345678", "0912345678", Kind.PHONE),
    ("nhà (024) 3825 3536", "(024) 3825 3536", Kind.PHONE),
    ("stk 19034567890123 techcombank", "19034567890123", Kind.BANK),
    ("số tài khoản 12345678", "12345678", Kind.BANK),
    # a unit of money must be one: not "ngân hàng", "đồng thời", "Đồng Nai", "tr. Văn"
    ("stk của tôi là 19034567891234 ngân hàng techcombank", "19034567891234", Kind.BANK),
    ("tài khoản 103876543210 ngân hàng vietinbank", "103876543210", Kind.BANK),
    ("so tk 19034567891234 ngan hang mb", "19034567891234", Kind.BANK),
    ("tk: 103876543210 vcb", "103876543210", Kind.BANK),
    ("tkhoan 103876543210 cua em", "103876543210", Kind.BANK),
    ("s.t.k 103876543210 đồng thời gửi qua bưu điện", "103876543210", Kind.BANK),
    ("acc 12345678 k nhận được", "12345678", Kind.BANK),
    ("stk103876543210ngân hàng", "103876543210", Kind.BANK),
    ("chuyển vào 103876543210 ngân hàng agribank", "103876543210", Kind.BANK),
    ("chuyen vao 12345678 o vietcombank", "12345678", Kind.BANK),
    ("stk 19034567891234 dong a bank", "19034567891234", Kind.BANK),
    ("cccd 001199012345 đồng thời mất hộ chiếu", "001199012345", Kind.IDENTITY),
    ("cmnd 123456789 trieu son thanh hoa", "123456789", Kind.IDENTITY),
    ("cmnd 123456789 đ/c Hà Nội", "123456789", Kind.IDENTITY),
    ("thẻ 4111 1111 1111 1111", "4111 1111 1111 1111", Kind.BANK),
    ("email a.b+c@gmail.com nhé", "a.b+c@gmail.com", Kind.EMAIL),
    ("xe 29A-123.45 sang tên", "29A-123.45", Kind.PLATE),
    ("xe 30K12345", "30K12345", Kind.PLATE),
    ("xe máy 29-H1 123.45", "29-H1 123.45", Kind.PLATE),
    ("59x1-12345", "59x1-12345", Kind.PLATE),
    ("biển số 29A 1234", "29A 1234", Kind.PLATE),
    ("BHYT GD4010123456789", "GD4010123456789", Kind.INSURANCE),
    ("mã bhxh 7912345678", "7912345678", Kind.INSURANCE),
    ("mã số thuế 8123456789 của tôi", "8123456789", Kind.NUMBER),
]


@pytest.mark.parametrize(("text", "secret", "kind"), HIDDEN)
def test_what_is_a_persons_own_is_hidden(text: str, secret: str, kind: Kind) -> None:
    masked = mask(text)
    assert masked.kinds == (kind,)
    assert secret not in masked.text
    assert secret not in masked.without
    assert not {char for char in masked.without if char.isdecimal()} - set("1990")
    rest = text.replace(secret, "").split()
    assert masked.without.split() == rest


@pytest.mark.parametrize(
    "text",
    [
        "thủ tục 1.001193 và 2.000635",
        "1.001193.000.00.00.H26",
        "hồ sơ 000.00.00.H26-250101-0001",
        "tra cứu H26.12-251103-0012",
        "Nghị định 123/2015/NĐ-CP và Luật số 60/2014/QH13",
        "kế hoạch 33/KH-UBND, quyết định 1234567890/QĐ-UBND",
        "lệ phí 8.000 đồng, 10.000 20.000 50.000",
        "vốn 1.000.000.000 đồng hay 123456789 đồng",
        "vốn 123456789 ngàn đồng, von 123456789 ngan, 123456789 triệu, 123456789đ, 123456789tr",
        "tài khoản còn 123456789 đồng",
        "500000000 có phải đóng thuế không",
        "gọi 113, 1022, 19001234, 1900 1234, 1900 888 999 hoặc 18001096",
        "ngày 03/12/2026, 12.03.1990 15.04.2026",
        "giai đoạn 2021-2030 và 2021-2025 2026-2030",
        "sinh 1990 1992 2015 2018",
        "Mẫu 12A 2025, Điều 12a",
        "thư motcua@hanoi.gov.vn",
        "tài khoản VNeID mức 2",
        "bảo hiểm xã hội 2026",
        "",
    ],
)
def test_what_is_nobodys_own_is_kept(text: str) -> None:
    masked = mask(text)
    assert (masked.text, masked.kinds, masked.without) == (text, (), text)


def test_the_offices_own_numbers_are_kept() -> None:
    text = "gọi 024 3825 3536 hay motcua@phuong.vn"
    assert mask(text).kinds == (Kind.PHONE, Kind.EMAIL)
    assert mask(text, allowed=("(024) 3825.3536", "MOTCUA@phuong.vn", "")).text == text


def test_several_kinds_are_told_once_each() -> None:
    masked = mask("CCCD 001199012345, sđt 0912345678 hoặc 0987654321, 001099054321")
    assert masked.kinds == (Kind.IDENTITY, Kind.PHONE)
    assert masked.text == "CCCD [số giấy tờ], sđt [số điện thoại] hoặc [số điện thoại], [số giấy tờ]"


def test_hiding_marks_between_digits_do_not_help() -> None:
    assert mask("sđt 0912\u200b345\u200b678").kinds == (Kind.PHONE,)


SEPARATED = st.sampled_from(["", " ", ".", "-"])


@given(
    st.from_regex(r"0[35789][0-9]{8}", fullmatch=True),
    SEPARATED,
    st.sampled_from(["", "số ", "em tên Lan, "]),
)
def test_every_mobile_number_is_hidden(number: str, mark: str, before: str) -> None:
    typed = mark.join((number[:4], number[4:7], number[7:]))
    masked = mask(f"{before}{typed} ạ")
    assert masked.kinds == (Kind.PHONE,)
    assert masked.text == f"{before}[số điện thoại] ạ"


@given(st.from_regex(r"0[0-9]{2}[0-3][0-9]{8}", fullmatch=True), SEPARATED)
def test_every_identity_number_is_hidden(number: str, mark: str) -> None:
    masked = mask("căn cước " + mark.join((number[:3], number[3:6], number[6:9], number[9:])))
    assert masked.text == "căn cước [số giấy tờ]"


@given(st.text(alphabet="0123456789", min_size=9, max_size=19).filter(lambda digits: digits[0] == "0"))
def test_no_long_number_with_a_leading_zero_is_left(digits: str) -> None:
    assert not any(char.isdecimal() for char in mask(f"số {digits} của tôi").text)


@given(st.integers(1, 10**12))
def test_no_amount_is_hidden(value: int) -> None:
    text = f"lệ phí {dong(value)} một bản"
    assert mask(text).text == text


@given(st.dates())
def test_no_date_is_hidden(day: object) -> None:
    text = f"nộp ngày {day:%d/%m/%Y} và {day:%d.%m.%Y}"
    assert mask(text).kinds == ()


@given(st.integers(1, 9), st.integers(0, 999_999))
def test_no_procedure_code_is_hidden(first: int, rest: int) -> None:
    assert mask(f"thủ tục {first}.{rest:06d}").kinds == ()


@given(st.text() | st.text(alphabet="0123456789 .,-+()/@aAđĐ"))
def test_masking_twice_finds_the_same(text: str) -> None:
    once = mask(text)
    assert mask(once.text) == once
    if not once.kinds:
        assert once.text == clean(text)


def test_every_kind_has_words() -> None:
    messages = Catalogue.load().of("vi")
    for kind in Kind:
        assert messages.text("personal-data-masked", what=messages.text(f"personal-data-{kind}"))
