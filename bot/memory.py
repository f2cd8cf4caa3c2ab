"""How often Python looks for garbage in the running desk."""

from __future__ import annotations

import gc

# Objects made and not yet freed before the collector looks at them; then every 20th and every 50th time it looks
# at older ones, too. Python's own (700, 10, 10) makes it look while hundreds of messages are on their way, none
# of which is garbage: a quarter of the processor time of a broadcast.
THRESHOLDS = (10_000, 20, 50)


def settle() -> None:
    """What is loaded now stays: the collector never looks through it again, and looks at the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
