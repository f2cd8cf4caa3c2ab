"""Says what an old ward, district or province named in a question belongs to today."""

from __future__ import annotations

from knowledge.answering.model import Remark
from knowledge.vietnamese.units import Change, Level


def unit_remark(change: Change) -> Remark:
    """The remark that goes with an answer about the place `change`."""
    if change.level is Level.DISTRICT:
        return Remark(key="answer-district-ended", arguments={"old": change.old})
    if change.level is Level.WARD and len(change.units) > 1:
        return Remark(key="answer-unit-divided", arguments={"old": change.old, "new": change.new})
    return Remark(key="answer-unit-now", arguments={"old": change.old, "new": change.new})
