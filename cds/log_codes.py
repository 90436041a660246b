"""Every line the service logs: a code that dashboards and runbooks key on, its level, its words and its fields.

Only the fields named here can be logged. None of them can hold patient data, a token or text of a request.
"""

from __future__ import annotations

import logging
from enum import Enum

__all__ = ["LOGGER_NAME", "LogCode", "WrongLogField", "log"]

LOGGER_NAME = "petechiae"
_LOGGER = logging.getLogger(LOGGER_NAME)


class LogCode(Enum):
    """Value: level, words, allowed fields. The code is the member's name."""

    START001 = ("INFO", "Service started", ("version", "knowledge", "services"))
    STORE001 = ("ERROR", "Store cannot be used", ("error",))
    STORE002 = ("ERROR", "Store keeps calls waiting and is left alone for a while", ())
    STORE003 = ("ERROR", "Started without the store; it is used when it answers", ("error",))
    AUTH001 = ("INFO", "Token refused", ("reason", "client"))
    AUTH002 = ("WARNING", "No clients are declared: anyone may call. Never serve real patients like this", ())
    KEYS001 = ("WARNING", "Key set cannot be fetched", ("client", "error"))
    KEYS002 = ("INFO", "Key set fetched", ("client", "keys"))
    KEYS003 = ("WARNING", "Key set holds private parts; the client must make new keys", ("client",))
    LOAD001 = ("WARNING", "Call refused: too many at a time", ("most",))
    LOAD002 = ("WARNING", "Call refused: too many from this client", ("client",))
    HTTP001 = ("INFO", "Request answered", ("method", "route", "status", "ms", "bytes_in", "bytes_out"))
    HTTP002 = ("INFO", "Request refused", ("route", "status", "issues", "expressions"))
    HTTP003 = ("ERROR", "Unexpected error", ("route", "error", "where"))
    HOOK001 = ("INFO", "Hook answered", ("service", "cards", "indicators", "missing", "unread", "silent"))
    HOOK002 = ("WARNING", "Hook instance is not a UUID", ("service",))
    HOOK003 = ("ERROR", "Answer breaks the contract", ("service", "members"))
    FETCH001 = ("INFO", "FHIR server asked", ("asked", "complete", "pages", "bytes_in", "ms", "gaps"))
    FETCH002 = ("WARNING", "FHIR server named in a call is not on the list", ())
    FETCH003 = ("WARNING", "FHIR server keeps failing and is left alone for a while", ())
    FEEDBACK001 = ("INFO", "Feedback stored", ("service", "items", "accepted", "overridden"))

    def __init__(self, level: str, words: str, fields: tuple[str, ...]) -> None:
        """``words`` may change, the code may not; ``fields`` are the names that may ride on the line."""
        self.level = logging.getLevelNamesMapping()[level]
        self.words = words
        self.fields = fields


class WrongLogField(TypeError):
    """A field that is not on the code's list: a mistake in our code, found by the first test that runs the line."""


def log(code: LogCode, **fields: object) -> None:
    """Write one line. Raises WrongLogField for a field the code does not allow."""
    stray = fields.keys() - set(code.fields)
    if stray:
        raise WrongLogField(f"{code.name} may not log {', '.join(sorted(stray))}")
    if _LOGGER.isEnabledFor(code.level):
        # Without looking for who logs: the code says it, and each line would walk the stack for it.
        extra = {"code": code.name, "fields": fields}
        _LOGGER.handle(_LOGGER.makeRecord(LOGGER_NAME, code.level, "", 0, code.words, (), None, extra=extra))
