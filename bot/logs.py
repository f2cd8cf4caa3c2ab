"""Logging by structlog: events with fields, never what people wrote and never a secret."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from bot.settings import LoggingSettings

# What a careless call might log: personal data belongs in no log file.
_PRIVATE = frozenset(
    {"question", "text", "answer", "message", "sender", "address", "cookie", "token", "secret"}
)


def without_private_fields(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A structlog processor that blanks fields which may hold people's words, addresses or secrets."""
    for name in _PRIVATE & event.keys():
        event[name] = "***"
    return event


def place_of(error: BaseException) -> str:
    """File and line where `error` was raised: what may be logged of one whose text may quote a person."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename}:{frame.lineno}"


def configure(settings: LoggingSettings, stream: TextIO | None = None) -> None:
    """Send the log of this process to `stream` (standard error when None) as lines for people or as JSON."""
    out = stream or sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
        without_private_fields,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=out.isatty(),
            exception_formatter=structlog.dev.plain_traceback,  # the rich one prints local variables
        )
    )
    level = getattr(logging, settings.level.upper())
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, renderer]
        if settings.format == "json"
        else [*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    # Libraries speak only when something is wrong; aiohttp's access log would hold addresses.
    root.setLevel(max(level, logging.WARNING))
