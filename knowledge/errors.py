"""Errors a person can mend.

    MotcuaError
    ├── SettingsError       a value in config.toml or the environment is wrong
    ├── SourceError         a source file cannot be read or must not be published
    ├── SnapshotError       an index directory is missing, damaged or does not fit the settings
    ├── EmbedderError       the embedding model cannot be loaded or does not fit the snapshot
    ├── RankerError         the ranking model cannot be loaded or does not fit the program
    ├── StateError          the database is in use, damaged or from another version, or its key is wrong
    └── CampaignError       an announcement, or what an official wants to do with it, is refused

Each carries what is wrong, where, and how to mend it; `str()` shows all three on one line.
"""

from __future__ import annotations


class MotcuaError(Exception):
    """Something a person can mend: what is wrong, where it is, and the mend."""

    def __init__(self, problem: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.problem}" if self.where else self.problem]
        if self.mend:
            parts.append(f"→ {self.mend}")
        return " ".join(parts)


class SettingsError(MotcuaError):
    """A setting is missing, unknown or has a wrong value."""


class SourceError(MotcuaError):
    """A source document cannot be read, or must not be published."""


class SnapshotError(MotcuaError):
    """An index directory is missing, damaged or does not fit the settings."""


class EmbedderError(MotcuaError):
    """The embedding model cannot be loaded, or is not the one the snapshot was built with."""


class RankerError(MotcuaError):
    """The ranking model cannot be loaded, or asks for what the program does not compute."""


class StateError(MotcuaError):
    """The desk's database is in use, damaged or written by another version, or its key is wrong."""


class CampaignError(MotcuaError):
    """An announcement cannot be made or changed as wanted, or an official may not do that."""
