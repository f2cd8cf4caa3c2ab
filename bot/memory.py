"""How often Python looks for garbage in the running desk."""

from __future__ import annotations

import gc

# So many objects are made, and not yet freed, before the collector looks at them; every 20th time it looks at
# older ones, too, every 50th of these at all. Python's own (700, 10, 10) makes it look while hundreds of
# messages are on their way, none of them garbage: that took a quarter of the processor time of a broadcast.
THRESHOLDS = (10_000, 20, 50)


def settle() -> None:
    """What is loaded now stays: the collector need not look through it again, and looks less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
