"""Log lines as JSON, one object a line, to standard error."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime

import orjson
from flask import g, has_request_context

from cds.log_codes import LOGGER_NAME

__all__ = ["JsonLines", "configure_logging"]


class JsonLines(logging.Formatter):
    """Formats our own records with code and fields; records of libraries keep only level, origin and words.

    Exception texts of libraries may quote data, so only the exception's type is written.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON without a line break."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "code": getattr(record, "code", record.name),
            "message": record.getMessage(),
        }
        if has_request_context() and "request_id" in g:
            line["request_id"] = g.request_id
        line.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return orjson.dumps(line, default=str).decode()


def configure_logging(level: str) -> None:
    """Send our lines to standard error at this level; calling it again replaces the handler.

    The libraries that fetch would write addresses, which hold the patient's id: they are kept to warnings.
    """
    for library in ("httpx", "httpcore"):
        logging.getLogger(library).setLevel(logging.WARNING)
    logger = logging.getLogger(LOGGER_NAME)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logger.handlers = [handler]
    logger.setLevel(level)
    logger.propagate = False
