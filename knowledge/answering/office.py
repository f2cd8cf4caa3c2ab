"""What the answers need to know of the office that runs the desk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Office:
    """The office, as far as its settings tell."""

    commune: str = ""  # of today: "Phường Dương Nội"
    province: str = ""  # decides between old places of one name
    numbers: tuple[str, ...] = ()  # its own phone numbers and addresses: not personal data
    reachable: bool = False  # hours, address or phone are known
    holidays: Path | None = None  # its own calendar
