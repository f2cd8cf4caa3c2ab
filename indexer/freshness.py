"""Whether the index in service was made by this program, or is left over from an earlier version of it."""

from __future__ import annotations

from pathlib import Path

from indexer.parsing import indexing_fingerprint, parsing_fingerprint
from indexer.pipeline import BuildRequest
from indexer.sources import BUILTIN_FOLDER
from knowledge.errors import SnapshotError
from knowledge.manifest import Manifest, sha256
from knowledge.office import load_overrides
from knowledge.shelf import Shelf


def is_left_over(request: BuildRequest, overrides: Path | None, embedder: str) -> bool:
    """True when there is no index, or another version of this program made the one in service.

    Another version is other code, built-in knowledge, overrides of the office or embedding model (`embedder`
    is its fingerprint). Changed sources do not count: `build` or `watch` bring those in when the admin wants
    them. Nor does an index that somebody went back to: it is the one that is wanted. Raises `SourceError`
    when the file `overrides` is missing or wrong.
    """
    shelf = Shelf(request.directory)
    names = shelf.names()
    if not names:
        return True
    if shelf.current() != names[-1]:
        return False
    try:
        manifest = Manifest.read(shelf.path(names[-1]))
    except SnapshotError:
        return False  # opening it says what is wrong, and takes an older one
    parsing = parsing_fingerprint(load_overrides(overrides) if overrides else None)
    made = (manifest.parsing, manifest.indexing, manifest.embedder)
    if made != (parsing, indexing_fingerprint(), embedder):
        return True
    had = {one.path: one.sha256 for one in manifest.sources if one.path.startswith(f"{BUILTIN_FOLDER}/")}
    return had != {f"{BUILTIN_FOLDER}/{path.name}": sha256(path) for path in request.builtin}
