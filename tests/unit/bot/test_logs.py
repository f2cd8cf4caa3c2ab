import io
import json
import logging

import structlog

from bot.logs import configure
from bot.settings import LoggingSettings


def test_json_lines_without_private_fields() -> None:
    out = io.StringIO()
    configure(LoggingSettings(format="json"), out)
    structlog.get_logger().info("answered", outcome="answered", question="riêng tư", ms=3)
    structlog.get_logger().debug("not shown")
    logging.getLogger("aiohttp.server").error("lỗi %s", "gì")
    logging.getLogger("chatty").info("not shown")
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert (first["event"], first["outcome"], first["question"]) == ("answered", "answered", "***")
    assert (second["event"], second["level"]) == ("lỗi gì", "error")


def test_lines_for_people_show_no_local_variables() -> None:
    out = io.StringIO()
    configure(LoggingSettings(), out)
    try:
        secret = "riêng" + "-tư"
        raise ValueError(len(secret))
    except ValueError:
        structlog.get_logger().exception("failed")
    assert "ValueError" in out.getvalue()
    assert "riêng-tư" not in out.getvalue()
