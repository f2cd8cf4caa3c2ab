"""Says in plain words what is wrong with a setting, where it stands, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings
from pydantic_settings import SettingsError as SourceParseError

from bot.messages import Messages
from knowledge.errors import SettingsError

_MENDS = {
    "int": "settings-mend-int",
    "float": "settings-mend-float",
    "bool": "settings-mend-bool",
    "string": "settings-mend-text",
    "path": "settings-mend-text",
    "tuple": "settings-mend-list",
    "url": "settings-mend-url",
    "network": "settings-mend-network",
    "secret": "settings-mend-secret",
}
_BOUNDS = {
    "greater_than_equal": ("settings-mend-minimum", "ge"),
    "greater_than": ("settings-mend-above", "gt"),
    "less_than_equal": ("settings-mend-maximum", "le"),
    "less_than": ("settings-mend-below", "lt"),
}


def file_error(file: Path, key: str, messages: Messages, detail: str = "") -> SettingsError:
    """The error of a settings file that cannot be read: `key` names what is wrong in the messages."""
    return SettingsError(
        messages.text(key, detail=detail), where=str(file), mend=messages.text(f"{key}-mend")
    )


class Explainer:
    """Turns what pydantic says about the settings into a `SettingsError` an admin understands."""

    def __init__(
        self, model: type[BaseSettings], file: Path | None, environment: Mapping[str, str], messages: Messages
    ) -> None:
        self._model = model
        self._prefix = model.model_config.get("env_prefix", "")
        self._file = file
        self._environment = environment
        self._messages = messages

    def refuse_unknown_variables(self) -> None:
        """Raise `SettingsError` for a variable that names a section which does not exist."""
        # Only names with "__" claim to be a setting: MOTCUA_CONFIG and others of the house do not.
        for name, parts in self._variables():
            if len(parts) > 1 and parts[0] not in self._model.model_fields:
                raise SettingsError(
                    self._messages.text("settings-unknown-section", name=parts[0]),
                    where=self._messages.text("settings-environment", name=name),
                    mend=self._nearest(parts[0], self._model.model_fields),
                )

    def unparsable(self, error: SourceParseError) -> SettingsError:
        """The error of a variable whose list or table is not JSON."""
        section = next((name for name in self._model.model_fields if f'"{name}"' in str(error)), "")
        names = [name for name, parts in self._variables() if parts[0] == section]
        return SettingsError(
            self._messages.text("settings-bad-environment"),
            where=", ".join(names) or f"{self._prefix}*",
            mend=self._messages.text("settings-bad-environment-mend"),
        )

    def invalid(self, error: ValidationError) -> SettingsError:
        """The error of the first unknown or wrong setting."""
        details = error.errors()[0]
        keys = [part for part in details["loc"] if isinstance(part, str)]
        section, key = keys[0], keys[1] if len(keys) > 1 else ""
        where = self._where(section, key)
        if details["type"] == "extra_forbidden":
            return self._unknown(section, key, where)
        if not key:
            return SettingsError(
                self._messages.text("settings-not-a-section", name=section),
                where=where,
                mend=self._messages.text("settings-not-a-section-mend", name=section),
            )
        # A secret must not show up in a log because it was mistyped.
        secret = any(word in key for word in ("token", "secret", "password"))
        problem = (
            self._messages.text("settings-bad-value-hidden")
            if secret
            else self._messages.text("settings-bad-value", value=repr(details["input"])[:80])
        )
        return SettingsError(problem, where=where, mend=self._mend(details["type"], details.get("ctx") or {}))

    def _variables(self) -> Iterator[tuple[str, list[str]]]:
        for name in self._environment:
            if name.upper().startswith(self._prefix):
                yield name, name[len(self._prefix) :].lower().split("__")

    def _where(self, section: str, key: str) -> str:
        variable = next((name for name, parts in self._variables() if parts[:2] == [section, key]), None)
        if variable:
            return self._messages.text("settings-environment", name=variable)
        origin = str(self._file or self._messages.text("settings-defaults"))
        return f"{origin}, [{section}] {key}".rstrip()

    def _unknown(self, section: str, key: str, where: str) -> SettingsError:
        if not key:
            problem = self._messages.text("settings-unknown-section", name=section)
            return SettingsError(problem, where=where, mend=self._nearest(section, self._model.model_fields))
        annotation = self._model.model_fields[section].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            raise TypeError(f"section {section} is not a model")
        problem = self._messages.text("settings-unknown-key", name=key)
        return SettingsError(problem, where=where, mend=self._nearest(key, annotation.model_fields))

    def _nearest(self, name: str, known: Mapping[str, object]) -> str:
        near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
        if near:
            return self._messages.text("settings-did-you-mean", name=near[0])
        return self._messages.text("settings-see-example")

    def _mend(self, kind: str, context: Mapping[str, Any]) -> str:
        if kind in _BOUNDS:
            key, bound = _BOUNDS[kind]
            return self._messages.text(key, limit=str(context[bound]))
        if kind == "literal_error":
            choices = str(context["expected"]).replace(" or ", ", ")
            return self._messages.text("settings-mend-choice", choices=choices)
        return self._messages.text(_MENDS.get(kind.split("_", maxsplit=1)[0], "settings-mend-default"))
