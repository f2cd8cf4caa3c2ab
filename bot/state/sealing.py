"""Ids of people: sealed where they must be read again, hashed with a key where they are only looked up."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.messages import Messages
from knowledge.errors import StateError

_NONCE_BYTES = 12


class Sealer:
    """Seals with AES-256-GCM and hashes with keyed BLAKE2b; both keys are derived from one secret."""

    def __init__(self, secret: str) -> None:
        """`secret` is random text of 32 characters or more."""
        self._cipher = AESGCM(_derived(secret, b"motcua sealing"))
        self._hash_key = _derived(secret, b"motcua look-up")

    def seal(self, values: Sequence[str]) -> str:
        """`values` encrypted, as text; different every time."""
        nonce = os.urandom(_NONCE_BYTES)
        plain = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, plain, None)).decode("ascii")

    def open(self, sealed: str) -> list[str]:
        """What was sealed. Raises `ValueError` when it was sealed with another key or was changed."""
        data = binascii.a2b_base64(sealed)
        try:
            plain = self._cipher.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], None)
        except InvalidTag as error:
            raise ValueError("sealed with another key, or changed") from error
        return [str(value) for value in json.loads(plain.decode("utf-8"))]

    def key_of(self, *parts: str) -> str:
        """The same 32 letters for the same `parts`, which nobody finds out without the secret."""
        joined = "\x1f".join(parts).encode("utf-8", "replace")
        return hashlib.blake2b(joined, key=self._hash_key, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Secret:
    """The secret of a database, and whether it was made just now."""

    value: str
    file: Path | None = None
    fresh: bool = False


def secret_of(given: str, file: Path, words: Messages) -> Secret:
    """`given` by the settings, else what `file` holds, else a new one, written to `file` for its owner only.

    Raises `StateError` when the file cannot be read or written.
    """
    if given:
        return Secret(given)
    try:
        if file.exists():
            return Secret(file.read_text(encoding="ascii").strip(), file)
        file.parent.mkdir(parents=True, exist_ok=True)
        value = secrets.token_urlsafe(32)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(f"{value}\n")
            out.flush()
            os.fsync(out.fileno())
    except (OSError, UnicodeDecodeError) as error:
        raise StateError(
            words.text("privacy-key-unusable"), where=str(file), mend=words.text("privacy-key-unusable-mend")
        ) from error
    return Secret(value, file, fresh=True)


def _derived(secret: str, purpose: bytes) -> bytes:
    # The secret is random, so a keyed hash is enough to derive from it; no password is stretched here.
    return hmac.new(secret.encode("utf-8"), purpose, hashlib.sha256).digest()
