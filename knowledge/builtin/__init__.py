"""The built-in knowledge: procedures and guides written by the project, one TOML file a field."""

from __future__ import annotations

from pathlib import Path


def builtin_files() -> list[Path]:
    """The TOML files shipped with the package, in name order."""
    return sorted(Path(__file__).parent.glob("*.toml"))
