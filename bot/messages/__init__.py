"""Everything the desk says, by key, from the Fluent files beside this module (Vietnamese is the original).

The words of a language stand in `vi.ftl` and, by what they are about, in files like `campaigns.vi.ftl`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Message

DEFAULT_LANGUAGE = "vi"
LANGUAGES = ("vi", "en")


class Messages:
    """The messages of one language."""

    def __init__(self, language: str, source: str) -> None:
        """Take the Fluent `source` of `language`."""
        self.language = language
        resource = FluentResource(source)
        self._bundle = FluentBundle([language], use_isolating=False)
        self._bundle.add_resource(resource)
        self.keys = frozenset(entry.id.name for entry in resource.body if isinstance(entry, Message))
        self._plain: dict[str, str] = {}  # texts without arguments: a reply says a dozen of them

    def __contains__(self, key: object) -> bool:
        return key in self.keys

    def text(self, key: str, **arguments: str | int) -> str:
        """The message `key` with its arguments filled in.

        Raises `KeyError` when the key does not exist or an argument it needs was not given.
        """
        if not arguments:
            if key not in self._plain:
                self._plain[key] = self._formatted(key, arguments)
            return self._plain[key]
        return self._formatted(key, arguments)

    def _formatted(self, key: str, arguments: Mapping[str, str | int]) -> str:
        pattern = self._bundle.get_message(key).value if key in self.keys else None
        if pattern is None:
            raise KeyError(key)
        # Numbers are given as text: Fluent would group the digits of a port or a year.
        shown, errors = self._bundle.format_pattern(
            pattern, {name: str(value) for name, value in arguments.items()}
        )
        if errors:
            raise KeyError(f"{key}: {errors[0]}")
        return str(shown)


class Catalogue:
    """The messages of every language the desk speaks."""

    def __init__(self, languages: dict[str, Messages]) -> None:
        """Take the messages by language; `DEFAULT_LANGUAGE` must be among them."""
        self._languages = languages

    @classmethod
    def load(cls) -> Catalogue:
        """Read the message files shipped with this package."""
        return cls({code: Messages(code, source_of(code)) for code in LANGUAGES})

    def of(self, language: str) -> Messages:
        """The messages of `language`, or Vietnamese when the desk does not speak it."""
        return self._languages.get(language, self._languages[DEFAULT_LANGUAGE])


def source_of(language: str) -> str:
    """The Fluent source of `language`: all of its files, one after the other."""
    named = {file.name: file for file in files(__name__).iterdir()}
    names = sorted(name for name in named if name == f"{language}.ftl" or name.endswith(f".{language}.ftl"))
    return "\n".join(named[name].read_text(encoding="utf-8") for name in names)
