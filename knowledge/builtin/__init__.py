"""The built-in knowledge: procedures and guides written by the project, one TOML file a field."""

from __future__ import annotations

from pathlib import Path

# Tables of other kinds that lie beside the procedures; each has its own loader.
STALE_RULES = "quy-dinh-cu.toml"
HOLIDAYS = "ngay-nghi.toml"
WAYS_OF_ASKING = "cach-hoi.toml"


def builtin_files() -> list[Path]:
    """The TOML files of procedures and guides shipped with the package, in name order."""
    files = Path(__file__).parent.glob("*.toml")
    return sorted(path for path in files if path.name not in {STALE_RULES, HOLIDAYS, WAYS_OF_ASKING})
