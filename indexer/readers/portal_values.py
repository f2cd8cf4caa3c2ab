"""Time limits and fees of procedure catalogues as facts with values, where they can be trusted.

What the national portal's pages show is not always what is meant: amounts that lost their thousands ("135
VNĐ"), "Miễn phí" beside a fee in the remarks, a bare "1" as time limit. Such things get no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.model import Applies, Aspect, Channel, Confidence, Duration, Fact, Fee, TimeUnit
from knowledge.money import dong
from knowledge.values import span
from knowledge.vietnamese.text import fold

_DURATION = re.compile(r"(\d{1,4}) (ngay lam viec|ngay|gio lam viec|gio|thang)")
_UNITS = {
    "ngay lam viec": TimeUnit.WORKING_DAY,
    "ngay": TimeUnit.DAY,
    "gio lam viec": TimeUnit.WORKING_HOUR,
    "gio": TimeUnit.HOUR,
    "thang": TimeUnit.MONTH,
}
_AMOUNT = re.compile(r"(\d{1,3}(?:[.,]\d{3})*|\d+) ?(?:Việt Nam Đồng|VNĐ|VND|đồng)\b", re.IGNORECASE)
_MONEY = re.compile(r"\d[\d.,]*\s?(?:đồng|đ\b|VNĐ|VND|Việt Nam Đồng|USD|triệu|nghìn|%)", re.IGNORECASE)
_HEAD = re.compile(
    r"^(?:(?:Không có thông tin)?\s*)(?P<amount>[\d.,]+ (?:Việt Nam Đồng|VNĐ|USD|EUR)|Miễn phí(?=\())?\s*"
)
_SPEAKS_OF_FEE = re.compile(r"phí|mức thu|\bthu\b", re.IGNORECASE)
_NO_FEE = re.compile(r"miễn|không thu|không phải nộp|không mất", re.IGNORECASE)
_PER = re.compile(r"^/? ?(?:đồng ?/ ?)?(lần cấp|lần|bản|trang|thẻ|giấy|hồ sơ|trường hợp|người|xe)\.?$")
_NO_REMARK = frozenset({"", "khong", "khong co", "khong co thong tin", "mien phi", "khong thu phi"})
_LEAST = 1000  # smaller amounts have lost their thousands
_CHANNELS = {
    "truc tuyen": (Channel.ONLINE, "trực tuyến"),
    "truc tiep": (Channel.COUNTER, "trực tiếp"),
    "buu": (Channel.POST, "qua bưu điện"),
}


@dataclass(frozen=True, slots=True)
class Method:
    """One way of handing in, as a catalogue describes it."""

    channel: str
    time: str
    fee: str
    detail: str

    @property
    def known(self) -> tuple[Channel, str]:
        """The channel and how it is said."""
        folded = fold(self.channel)
        for mark, found in _CHANNELS.items():
            if mark in folded:
                return found
        return Channel.ANY, self.channel[:1].lower() + self.channel[1:]

    def parted(self) -> tuple[str, str, str]:
        """`detail` as the amount it begins with, the remark on the fee, and what else it says."""
        head = _HEAD.match(self.detail)
        amount = (head["amount"] or "") if head else ""
        rest = self.detail[head.end() :] if head else self.detail
        remark = ""
        if rest.startswith("(") and not re.match(r"\(\d\)", rest):
            end = _closing(rest)
            remark, rest = rest[1:end].strip(), rest[end + 1 :]
        rest = rest.strip(" -;\n*")
        if fold(remark).strip(" .-") in _NO_REMARK:
            remark = ""
        if _MONEY.search(rest) and amount:
            remark, rest = f"{remark}. {rest}".strip(". "), ""
        return amount, remark, rest


def _closing(text: str) -> int:
    """Where the bracket that opens `text` closes; its end when it does not."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at
    return len(text)


def duration_of(text: str) -> Duration | None:
    """ "7 Ngày làm việc" → 7 working days; None for anything less plain."""
    match = _DURATION.fullmatch(fold(text).strip(" ."))
    if match is None or match[1] == "0":
        return None
    return Duration(value=int(match[1]), unit=_UNITS[match[2]])


def time_facts(methods: Iterable[Method], overall: str) -> Iterator[Fact]:
    """The time limits: one for all channels, or one for each; what has no unit is told as unverified."""
    given = [(method.known, method.time) for method in methods if method.time]
    if not given:
        given = [
            (Method(name, time, "", "").known, time.strip())
            for part in overall.split(";")
            for name, colon, time in [part.strip().partition(": ")]
            if colon
        ]
    if not given:
        if overall:
            yield _time(f"Thời hạn giải quyết: {overall}.")
        return
    durations = [duration_of(time) for _, time in given]
    if len({time for _, time in given}) == 1:
        if durations[0] is not None:
            yield _time(f"Thời hạn giải quyết là {span(durations[0])}.", durations[0])
        elif given[0][1].isdigit():
            text = f"Danh mục chỉ ghi thời hạn giải quyết là {given[0][1]}, không ghi đơn vị thời gian."
            yield _time(text, confidence=Confidence.UNVERIFIED)
        else:
            yield _time(f"Thời hạn giải quyết: {given[0][1].rstrip('.')}.")
        return
    by_channel: dict[tuple[Channel, str], list[str]] = {}
    for channel, time in given:
        by_channel.setdefault(channel, []).append(time)
    for (way, said), times in by_channel.items():
        several = list(dict.fromkeys(times))
        duration = duration_of(several[0]) if len(several) == 1 else None
        words = " hoặc ".join(_said(time) for time in several)
        suffix = "" if len(several) == 1 else ", tùy trường hợp"
        applies = Applies(text=f"nộp {said}", channel=way) if way is not Channel.ANY else None
        yield _time(f"Nộp {said} thì thời hạn giải quyết là {words}{suffix}.", duration, applies)


def _said(time: str) -> str:
    duration = duration_of(time)
    if duration is not None:
        return span(duration)
    return f"{time} (danh mục không ghi đơn vị)" if time.isdigit() else time


def _time(
    text: str,
    duration: Duration | None = None,
    applies: Applies | None = None,
    confidence: Confidence = Confidence.ONE_SOURCE,
) -> Fact:
    return Fact(aspect=Aspect.TIME, text=text, confidence=confidence, duration=duration, applies=applies)


def fee_facts(methods: Iterable[Method], overall: str) -> Iterator[Fact]:
    """The fees: equal ones of several channels in one fact, each with the remarks on it."""
    told: dict[tuple[str, str], list[tuple[Channel, str]]] = {}
    for method in methods:
        amount, remark, _ = method.parted()
        paid = amount or method.fee
        if paid or remark:
            told.setdefault((paid, remark), []).append(method.known)
    if not told and overall:
        told[overall, ""] = []
    everywhere = len(told) == 1
    for (paid, remark), channels in told.items():
        named = [] if everywhere else list(dict.fromkeys(channels))
        fact = _fee(paid, remark, named)
        if fact is not None:
            yield fact


def _fee(paid: str, remark: str, channels: list[tuple[Channel, str]]) -> Fact | None:
    only = channels[0][0] if len(channels) == 1 else Channel.ANY
    how = " khi nộp " + " hoặc ".join(said for _, said in channels) if channels else ""
    fees: tuple[Fee, ...] = ()
    confidence = Confidence.ONE_SOURCE
    per = _PER.match(remark)
    amount = _amount(paid, remark)
    if amount is not None:
        unit = f"/{per[1]}" if per else ""
        text = f"Phí, lệ phí là {dong(amount)}{unit}{how}."
        fees = (Fee(amount=amount, per=per[1] if per else "", channel=only),)
        remark = "" if per else remark
    elif fold(paid) == "mien phi":
        if _MONEY.search(remark) or (_SPEAKS_OF_FEE.search(remark) and not _NO_FEE.search(remark)):
            text = ""  # the remark tells what is to be paid: that is what is meant
        else:
            text = f"Thủ tục này không thu phí, lệ phí{how}."
            fees = (Fee(free=True, channel=only),)
    elif paid:
        text = f"Danh mục ghi phí, lệ phí là {paid}{how}."
        if _AMOUNT.fullmatch(paid):
            confidence = Confidence.UNVERIFIED
    else:
        text = ""
    if remark and confidence is not Confidence.UNVERIFIED:
        note = remark[0].upper() + remark[1:]
        lead = f"Phí, lệ phí{how}: " if not text else ""
        text = f"{text}\n{lead}{note}".strip()
        if "hội đồng nhân dân" in remark.lower() or "HĐND" in remark:
            text = text.replace("Hội đồng nhân dân", "HĐND").replace("hội đồng nhân dân", "HĐND")
            fees = fees or (Fee(set_by_province=True),)
    if not text:
        return None
    return Fact(aspect=Aspect.FEE, text=text, confidence=confidence, fees=fees)


def _amount(paid: str, remark: str) -> int | None:
    """The amount in đồng that both the figure and the remark allow; None when it cannot be trusted."""
    match = _AMOUNT.fullmatch(paid.strip())
    if match is None:
        return None
    value = int(re.sub(r"[.,]", "", match[1]))
    if value >= _LEAST:
        return value
    thousands = dong(value * 1000).removesuffix(" đồng")
    return (
        value * 1000 if value and re.search(rf"(?<![\d.,]){re.escape(thousands)}(?![\d.])", remark) else None
    )
