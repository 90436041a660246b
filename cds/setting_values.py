"""How the text of an environment variable becomes the value of a setting.

Each parser takes the name of the variable and its text, and raises WrongSetting when the text cannot be used. What may
hold a password is hidden in the message.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cds.fhir_server.bases import EXPECTED, FhirBase, base_of
from cds.services.dialects import Dialect, Dialects

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "WrongSetting",
    "address",
    "bases",
    "database",
    "dialects",
    "file",
    "folder",
    "instant",
    "level",
    "origins",
    "path",
    "secret",
    "switch",
    "text",
    "whole",
    "zone",
]

_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
_SHORTEST_SECRET = 32


class WrongSetting(ValueError):
    """A setting cannot be used. The message names the variable, the value and what is expected."""

    def __init__(self, variable: str, value: str, expected: str) -> None:
        """Keep the variable's name for tests and messages."""
        super().__init__(f"{variable}={value!r} cannot be used: expected {expected}.")
        self.variable = variable


def text(_variable: str, text: str) -> str:
    """As it stands."""
    return text


def path(_variable: str, text: str) -> Path:
    """A path that need not exist."""
    return Path(text)


def whole(low: int, high: int | None = None) -> Callable[[str, str], int]:
    """A parser of whole numbers in the range, both ends included."""
    expected = f"a whole number from {low}" + ("" if high is None else f" to {high}")

    def parse(variable: str, text: str) -> int:
        if not text.isdecimal():
            raise WrongSetting(variable, text, expected)
        number = int(text)
        if number < low or (high is not None and number > high):
            raise WrongSetting(variable, text, expected)
        return number

    return parse


def address(variable: str, text: str) -> str:
    """An http or https address, without the slash at its end."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise WrongSetting(variable, text, "an http or https address without query, such as https://cds.example.org")
    return text.rstrip("/")


def database(variable: str, text: str) -> str:
    """An SQLAlchemy address."""
    if "://" not in text:
        # The value may hold a password, so it is not shown.
        raise WrongSetting(variable, "(hidden)", "an SQLAlchemy address, such as sqlite:///var/petechiae.db")
    return text


def level(variable: str, text: str) -> str:
    """A level of logging in capitals."""
    if text.upper() not in _LOG_LEVELS:
        raise WrongSetting(variable, text, "one of " + ", ".join(_LOG_LEVELS))
    return text.upper()


def folder(variable: str, text: str) -> Path:
    """A folder that exists."""
    path = Path(text)
    if not path.is_dir():
        raise WrongSetting(variable, text, "a folder that exists")
    return path


def file(variable: str, text: str) -> Path:
    """A file that exists."""
    path = Path(text)
    if not path.is_file():
        raise WrongSetting(variable, text, "a file that exists")
    return path


def origins(variable: str, text: str) -> tuple[str, ...]:
    """Web origins, separated by commas."""
    origins = tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())
    for origin in origins:
        parts = urlsplit(origin)
        if origin != "*" and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path):
            raise WrongSetting(variable, text, "web origins such as https://ehr.example.org, separated by commas, or *")
    return origins


def bases(variable: str, text: str) -> tuple[FhirBase, ...]:
    """FHIR servers that may be asked, separated by commas."""
    bases = []
    for entry in filter(None, map(str.strip, text.split(","))):
        try:
            bases.append(base_of(entry))
        except ValueError:
            # An address may hold a password, which belongs into no message.
            raise WrongSetting(variable, "(hidden)" if "@" in entry else entry, EXPECTED) from None
    return tuple(bases)


def secret(variable: str, text: str) -> str:
    """Something long enough that nobody guesses it; never shown."""
    if len(text) < _SHORTEST_SECRET:
        raise WrongSetting(variable, "(hidden)", f"{_SHORTEST_SECRET} characters or more that nobody can guess")
    return text


def zone(variable: str, text: str) -> ZoneInfo:
    """A time zone by name."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongSetting(variable, text, "a time zone such as Europe/Berlin") from None


def switch(variable: str, text: str) -> bool:
    """Yes or no."""
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise WrongSetting(variable, text, "1 or 0")


def dialects(variable: str, text: str) -> Dialects:
    """Dialects: one for all, or one for each FHIR server."""
    known = {dialect.value: dialect for dialect in Dialect}
    expected = f"{', '.join(known)}, or <fhirServer>=<one of them>, separated by commas"
    otherwise, by_server = Dialect.STANDARD, []
    for part in (part.strip() for part in text.split(",") if part.strip()):
        server, _, name = part.rpartition("=")
        if name not in known or (server and not server.startswith(("https://", "http://"))):
            raise WrongSetting(variable, text, expected)
        if server:
            by_server.append((server, known[name]))
        else:
            otherwise = known[name]
    return Dialects(otherwise, tuple(by_server))


def instant(variable: str, text: str) -> datetime:
    """An instant in UTC."""
    expected = "an instant with time zone, such as 2026-11-20T06:00:00Z"
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise WrongSetting(variable, text, expected) from None
    if instant.tzinfo is None:
        raise WrongSetting(variable, text, expected)
    return instant.astimezone(UTC)
