"""How much memory a process holds, where the system tells."""

from __future__ import annotations

import re
from pathlib import Path

_KIB = re.compile(r"^(VmRSS|VmHWM):\s+(\d+) kB$", re.MULTILINE)


def memory_mb(process: int) -> dict[str, float | None]:
    """Resident memory of a process by its id, now and at its peak; None where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return {"now": None, "peak": None}
    found = {name: round(int(kib) / 1024, 1) for name, kib in _KIB.findall(status)}
    return {"now": found.get("VmRSS"), "peak": found.get("VmHWM")}
