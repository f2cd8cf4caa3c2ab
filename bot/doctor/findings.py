"""What a check found: one line, how bad it is, and the mend."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.messages import Messages


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    UNTESTED = "untested"  # nothing tells before it is used
    WARNING = "warning"  # works, or works soon; somebody should look
    WRONG = "wrong"  # does not work until it is mended


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    check: str  # stable name of what was checked, for scripts
    level: Level
    text: str
    mend: str = ""


@dataclass
class Report:
    """The findings in order. Texts are messages by key; what is not ok has its mend under "<key>-mend"."""

    words: Messages
    findings: list[Finding] = field(default_factory=list)

    def ok(self, check: str, key: str, **arguments: str | int) -> None:
        """All is well."""
        self.findings.append(Finding(check, Level.OK, self.words.text(key, **arguments)))

    def untested(self, check: str, key: str, **arguments: str | int) -> None:
        """It cannot be tested; the text says how one notices that it is wrong."""
        self.findings.append(Finding(check, Level.UNTESTED, self.words.text(key, **arguments)))

    def warn(self, check: str, key: str, **arguments: str | int) -> None:
        """Somebody should look."""
        self._bad(Level.WARNING, check, key, arguments)

    def wrong(self, check: str, key: str, **arguments: str | int) -> None:
        """It does not work."""
        self._bad(Level.WRONG, check, key, arguments)

    def count(self, level: Level) -> int:
        """How many findings are of `level`."""
        return sum(finding.level is level for finding in self.findings)

    def _bad(self, level: Level, check: str, key: str, arguments: dict[str, str | int]) -> None:
        text, mend = (self.words.text(name, **arguments) for name in (key, f"{key}-mend"))
        self.findings.append(Finding(check, level, text, mend))
