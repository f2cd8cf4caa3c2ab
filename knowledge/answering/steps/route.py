"""Puts what was found in the order of the sort of source that the question is for."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answering.model import Resolution
from knowledge.answering.routes import Routes
from knowledge.answering.turn import Turn


@dataclass(frozen=True, slots=True)
class RouteStep:
    """Weighs plans, procedures and guides by the table of rules."""

    routes: Routes
    name: str = "route"

    def __call__(self, turn: Turn) -> Resolution | None:
        """Reorders `evidence` and notes in `routes` which rules fired; never ends the turn."""
        turn.routes = self.routes.weigh(turn)
        return None
