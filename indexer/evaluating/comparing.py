"""A candidate beside the snapshot in service: which figures fell, and by how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.evaluating.naming import FIGURES, SETS
from indexer.evaluating.running import Evaluation
from knowledge.errors import SnapshotError


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of one set in both snapshots."""

    set: str
    figure: str
    before: float
    after: float

    @property
    def fell(self) -> float:
        """By how much it is worse now; negative when it is better."""
        return self.before - self.after


def changes(before: Evaluation, after: Evaluation) -> Iterator[Change]:
    """Every compared figure of every set that both evaluations have."""
    for name, scores in after.scores.items():
        if name in before.scores:
            was = before.scores[name].figures
            for figure, value in scores.figures.items():
                yield Change(name, figure, was[figure], value)


def refuse_worse(before: Evaluation, after: Evaluation, margin: float) -> None:
    """Raise `SnapshotError` when a figure fell by more than `margin` (a share, 0 to 1)."""
    fallen = [change for change in changes(before, after) if change.fell > margin]
    if fallen:
        said = "; ".join(
            f"{FIGURES.get(one.figure, one.figure)} ({SETS.get(one.set, one.set)}): "
            f"{one.before:.3f} → {one.after:.3f}"
            for one in sorted(fallen, key=lambda one: -one.fell)
        )
        raise SnapshotError(
            f"bản chỉ mục mới trả lời kém bản đang dùng nên chưa được dùng: {said}",
            where="[evaluation] margin",
            mend="xem báo cáo, sửa tài liệu rồi lập lại; nếu vẫn muốn dùng: python -m indexer build --force",
        )
