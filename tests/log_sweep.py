"""Every line of our own logger in a whole test run, held against what patients and tokens in the tests look like."""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from cds.examples import examples
from cds.log_codes import LOGGER_NAME, LogCode
from cds.logging_lines import JsonLines
from tests.fhir_server import TOKEN
from tests.mutations import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LogSweep", "leaks"]

_TOKENS = re.compile(r"eyJ[A-Za-z0-9_-]{8,}|Bearer ")
_MEMBERS = frozenset({"id", "birthDate", "family", "valueString", "text", "reference", "patientId", "encounterId"})
_SHORT = 6
"""Shorter texts stand by chance in numbers and times."""


def _told(value: Any) -> Iterator[str]:
    """What a chart says of its patient."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in _MEMBERS and isinstance(inner, str):
                yield inner
            yield from _told(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _told(inner)


@cache
def _private() -> re.Pattern[str]:
    ours = " ".join(code.words for code in LogCode)
    told = {text for example in examples() for text in _told({**example.request, "extension": {}})}
    texts = sorted(text for text in told if len(text) >= _SHORT and text not in ours)
    return re.compile("|".join(map(re.escape, [MARK, "Zqx", TOKEN, *texts])))


def leaks(line: str) -> bool:
    """Whether a line holds something of a patient of the examples, of the marks in hostile charts, or of a token."""
    return bool(_private().search(line) or _TOKENS.search(line))


class LogSweep:
    """A filter of our logger that lets everything pass and remembers what leaks."""

    def __init__(self) -> None:
        self.lines = 0
        self.leaked: list[str] = []

    def __call__(self, record: logging.LogRecord) -> bool:
        line = JsonLines().format(record)
        self.lines += 1
        if leaks(line):
            self.leaked.append(line)
        return True

    def begin(self) -> None:
        """From now on."""
        logging.getLogger(LOGGER_NAME).addFilter(self)

    def end(self) -> None:
        """No longer."""
        logging.getLogger(LOGGER_NAME).removeFilter(self)
