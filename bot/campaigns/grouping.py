"""Keeps small groups of people out of reports: a breakdown names no group of fewer than five.

Hiding one small number would not do where the total is shown: what is missing tells it. So small groups are
joined, with the next larger one when they are too few together, until nothing of fewer than five is left.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

LEAST = 5  # people in a group that is shown by itself

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Groups(Generic[Key]):
    """A breakdown that adds up: groups large enough, largest first, and the others as one.

    `joined` are the groups in `rest`; they are named together, so that nobody learns the number of one.
    """

    shown: tuple[tuple[Key, int], ...] = ()
    joined: tuple[Key, ...] = ()
    rest: int = 0


def grouped(counts: Mapping[Key, int]) -> Groups[Key]:
    """`counts` as a breakdown; empty ones are left out.

    When everything had to be joined, or there is one group only, `rest` is the whole.
    """
    ordered = sorted(((key, count) for key, count in counts.items() if count), key=lambda item: -item[1])
    joined: list[Key] = []
    rest = 0
    while ordered and (ordered[-1][1] < LEAST or 0 < rest < LEAST):
        key, count = ordered.pop()
        joined.append(key)
        rest += count
    return Groups(tuple(ordered), tuple(joined), rest)


def shown(count: int) -> int | None:
    """`count` of people who did something by themselves; None for a number too small to be told."""
    return None if 0 < count < LEAST else count
