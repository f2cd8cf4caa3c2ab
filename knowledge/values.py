"""Values of facts in words, and whether a fact's text says the same as its values."""

from __future__ import annotations

import re

from knowledge.model import Channel, Duration, Fact, Fee, TimeUnit
from knowledge.money import dong

_UNITS = {
    TimeUnit.WORKING_DAY: "ngày làm việc",
    TimeUnit.DAY: "ngày",
    TimeUnit.WORKING_HOUR: "giờ làm việc",
    TimeUnit.HOUR: "giờ",
    TimeUnit.MONTH: "tháng",
}
_CHANNELS = {
    Channel.COUNTER: ("trực tiếp", "tại quầy", "hồ sơ giấy"),
    Channel.ONLINE: ("trực tuyến",),
    Channel.POST: ("bưu điện", "bưu chính"),
}
_FREE = re.compile(
    r"miễn|không (?:mất tiền|mất phí|thu|phải nộp tiền)|chưa quy định thu tiền|\b0 đồng", re.IGNORECASE
)
_SAME_DAY = re.compile(r"trong ngày|\bngay\b|trả ngay", re.IGNORECASE)


def span(duration: Duration) -> str:
    """A duration in words: "3 ngày làm việc", "ngay trong ngày"."""
    if duration.unit is TimeUnit.SAME_DAY:
        return "ngay trong ngày"
    return f"{duration.value} {_UNITS[duration.unit]}"


def disagreement(fact: Fact) -> str | None:
    """The first value of `fact` that its text does not say, in words; None when they agree."""
    said = fact.text
    if fact.duration is not None and (missing := _unsaid_duration(fact.duration, said)):
        return missing
    for fee in fact.fees:
        if missing := _unsaid_fee(fee, said):
            return missing
    applies = fact.applies
    if applies is not None and applies.channel is not None and not _names(applies.channel, said):
        return _CHANNELS[applies.channel][0] if applies.channel in _CHANNELS else None
    return None


def _unsaid_duration(duration: Duration, said: str) -> str | None:
    if duration.unit is TimeUnit.SAME_DAY:
        if not _SAME_DAY.search(said):
            return "trong ngày"
        hour = duration.cutoff_hour
        return None if hour is None or f"{hour} giờ" in said else f"{hour} giờ"
    unit = _UNITS[duration.unit]
    # "2 đến 5 ngày làm việc" and "5, 15 hoặc 20 ngày" name the unit once.
    for value in filter(None, (duration.value, duration.up_to)):
        if not re.search(rf"(?<![\d.,]){value}(?: đến \d+|(?:, \d+)* hoặc \d+)? {unit}(?! làm việc)", said):
            return f"{value} {unit}"
    return None


def _unsaid_fee(fee: Fee, said: str) -> str | None:
    if fee.amount is not None and not re.search(rf"(?<![\d.]){re.escape(dong(fee.amount))}\b", said):
        return dong(fee.amount)
    if fee.per and f"/{fee.per}" not in said:
        return f"/{fee.per}"
    if fee.free and not _FREE.search(said):
        return "miễn"
    if fee.set_by_province and "HĐND" not in said:
        return "HĐND cấp tỉnh"
    if fee.condition and fee.condition not in said:
        return fee.condition
    return None if _names(fee.channel, said) else _CHANNELS[fee.channel][0]


def _names(channel: Channel, said: str) -> bool:
    words = _CHANNELS.get(channel)
    return words is None or any(word in said.lower() for word in words)
