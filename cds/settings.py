"""Every setting of the service: typed, read once from the environment, each with its meaning and default.

A wrong value stops the start with a message that names the variable; nothing is corrected silently.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cds.fhir_server.bases import EXPECTED, FhirBase, base_of
from cds.services.dialects import Dialect, Dialects

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Settings", "WrongSetting", "settings_or_exit"]

_PREFIX = "PETECHIAE_"
_HOST = "127.0.0.1"
_PORT = 8080
_EVERY_INTERFACE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - only compared
_MEGABYTE = 1024 * 1024
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
_HIGHEST_PORT = 65_535
_DEEPEST_NESTING = 600
_LONGEST_ANSWER = 300
_MOST_DAYS = 36_500
_MOST_CONCURRENT = 200
_LONGEST_WAIT = 20_000
_LONGEST_SILENCE = 24 * 30
_SHORTEST_SECRET = 32


class WrongSetting(ValueError):
    """A setting cannot be used. The message names the variable, the value and what is expected."""

    def __init__(self, variable: str, value: str, expected: str) -> None:
        """Keep the variable's name for tests and messages."""
        super().__init__(f"{variable}={value!r} cannot be used: expected {expected}.")
        self.variable = variable


def _knowledge_directory() -> Path:
    return Path(__file__).resolve().parent.parent / "rules" / "knowledge"


@dataclass(frozen=True, slots=True)
class Settings:
    """How this copy of the service runs. The variable is ``PETECHIAE_`` and the field's name in capitals.

    - ``host``, ``port``: where gunicorn listens.
    - ``base_url``: the address clients know us by (behind a proxy it differs from host and port); no trailing slash.
    - ``database_url``: where feedback and the audit of calls are kept, as an SQLAlchemy address; the default is a
      SQLite file, created.
    - ``audit_days``: audit rows of calls older than this are deleted; 0 keeps them.
    - ``feedback_days``: feedback, and what is kept of the cards given, is deleted when older than this; 0 keeps it.
    - ``max_body_bytes``: larger request bodies are refused with 413.
    - ``max_nesting``: JSON nested deeper is refused with 400.
    - ``max_resources``: more FHIR resources in one request are refused with 413.
    - ``max_seconds``: longest time for one answer; then 503, or 408 when the body has not arrived by then.
    - ``max_concurrent``: calls one process answers at a time; more are refused at once with 503. A quarter as many
      visits to the pages are answered beside them.
    - ``max_calls_per_minute``: calls, and visits to the pages, that one process takes from one client in a minute; more
      are refused with 429.
    - ``clients``: YAML or JSON file of the clients that may call; unset: no authentication, anyone may.
    - ``log_level``: DEBUG, INFO, WARNING or ERROR.
    - ``knowledge_dir``: the YAML files of the medicine.
    - ``site_map``: YAML or JSON file of the site's own codes, names and units, added to the knowledge.
    - ``cache_dir``: where the compiled knowledge is kept between starts.
    - ``cors_origins``: web origins whose browsers may call us, separated by commas; ``*`` for any.
    - ``fhir_servers``: FHIR servers that may be asked for what a call lacks: base addresses separated by commas; none:
      no server is ever called. A name whose addresses are not public needs them beside it
      (``https://fhir.ward.example/r4=10.20.0.0/16``); http only for this machine, there also with ``:*`` for any port.
    - ``fhir_budget_ms``: milliseconds a call may wait for the FHIR server; then it is answered with what came.
    - ``time_zone``: the clock on the ward wall, as an IANA name; cards tell times in it.
    - ``dialects``: how clients differ from CDS Hooks 2.0: ``epic`` (one action a suggestion) or ``1.0``, for all, or
      for those whose fhirServer begins with an address: ``https://ehr.example.org/=epic``, separated by commas.
    - ``override_hours``: hours for which a card that was overridden is not shown again for the same patient, unless
      what it rests on has changed; 0: always shown.
    - ``override_hours_critical``: the same for critical cards; the default never silences one.
    - ``secret``: 32 characters or more that key the digests by which an overridden card is known again; the same for
      all copies on one database. Unset: made anew at every start, after which such cards are shown again.
    - ``demo``: for trying the service with invented patients: the pages offer to send the examples, and key sets of
      clients may be at http addresses of this machine.
    - ``as_of``: an instant with time zone used as "now" in every assessment; for tests and replays only.
    """

    host: str = _HOST
    port: int = _PORT
    base_url: str = f"http://{_HOST}:{_PORT}"
    database_url: str = "sqlite:///var/petechiae.db"
    audit_days: int = 365
    feedback_days: int = 0
    max_body_bytes: int = 16 * _MEGABYTE
    max_nesting: int = 500
    max_resources: int = 50_000
    max_seconds: int = 10
    max_concurrent: int = 16
    max_calls_per_minute: int = 6000
    clients: Path | None = None
    log_level: str = "INFO"
    knowledge_dir: Path = field(default_factory=_knowledge_directory)
    site_map: Path | None = None
    cache_dir: Path = Path("var/cache")
    cors_origins: tuple[str, ...] = ("*",)
    fhir_servers: tuple[FhirBase, ...] = ()
    fhir_budget_ms: int = 4000
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    dialects: Dialects = field(default_factory=Dialects)
    override_hours: int = 24
    override_hours_critical: int = 0
    secret: str | None = field(default=None, repr=False)
    demo: bool = False
    as_of: datetime | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the environment; an unset or blank variable keeps its default.

        Raises WrongSetting for the first value that cannot be used.
        """
        source = os.environ if environment is None else environment
        read: dict[str, object] = {}
        for name, parse in _PARSERS.items():
            text = source.get(_PREFIX + name.upper(), "").strip()
            if text:
                read[name] = parse(_PREFIX + name.upper(), text)
        if "base_url" not in read:
            host = str(read.get("host", _HOST))
            reachable = _HOST if host in _EVERY_INTERFACE else host
            read["base_url"] = f"http://{_bracketed(reachable)}:{read.get('port', _PORT)}"
        return cls(**read)  # type: ignore[arg-type]  # the table below gives each field its own type

    @property
    def bind(self) -> str:
        """Host and port as a server wants them."""
        return f"{_bracketed(self.host)}:{self.port}"


def settings_or_exit() -> Settings:
    """The settings of the environment; a wrong one ends the process with its message and no traceback."""
    try:
        return Settings.from_environment()
    except WrongSetting as error:
        sys.exit(f"The service cannot start. {error}")


def _bracketed(host: str) -> str:
    """An IPv6 address stands in brackets before a port."""
    return f"[{host}]" if ":" in host else host


def _text(_variable: str, text: str) -> str:
    return text


def _path(_variable: str, text: str) -> Path:
    return Path(text)


def _whole(low: int, high: int | None = None) -> Callable[[str, str], int]:
    expected = f"a whole number from {low}" + ("" if high is None else f" to {high}")

    def parse(variable: str, text: str) -> int:
        if not text.isdecimal():
            raise WrongSetting(variable, text, expected)
        number = int(text)
        if number < low or (high is not None and number > high):
            raise WrongSetting(variable, text, expected)
        return number

    return parse


def _address(variable: str, text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise WrongSetting(variable, text, "an http or https address without query, such as https://cds.example.org")
    return text.rstrip("/")


def _database(variable: str, text: str) -> str:
    if "://" not in text:
        # The value may hold a password, so it is not shown.
        raise WrongSetting(variable, "(hidden)", "an SQLAlchemy address, such as sqlite:///var/petechiae.db")
    return text


def _level(variable: str, text: str) -> str:
    if text.upper() not in _LOG_LEVELS:
        raise WrongSetting(variable, text, "one of " + ", ".join(_LOG_LEVELS))
    return text.upper()


def _folder(variable: str, text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise WrongSetting(variable, text, "a folder that exists")
    return path


def _file(variable: str, text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise WrongSetting(variable, text, "a file that exists")
    return path


def _origins(variable: str, text: str) -> tuple[str, ...]:
    origins = tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())
    for origin in origins:
        parts = urlsplit(origin)
        if origin != "*" and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path):
            raise WrongSetting(variable, text, "web origins such as https://ehr.example.org, separated by commas, or *")
    return origins


def _bases(variable: str, text: str) -> tuple[FhirBase, ...]:
    bases = []
    for entry in filter(None, map(str.strip, text.split(","))):
        try:
            bases.append(base_of(entry))
        except ValueError:
            # An address may hold a password, which belongs into no message.
            raise WrongSetting(variable, "(hidden)" if "@" in entry else entry, EXPECTED) from None
    return tuple(bases)


def _secret(variable: str, text: str) -> str:
    if len(text) < _SHORTEST_SECRET:
        raise WrongSetting(variable, "(hidden)", f"{_SHORTEST_SECRET} characters or more that nobody can guess")
    return text


def _zone(variable: str, text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongSetting(variable, text, "a time zone such as Europe/Berlin") from None


def _switch(variable: str, text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise WrongSetting(variable, text, "1 or 0")


def _dialects(variable: str, text: str) -> Dialects:
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


def _instant(variable: str, text: str) -> datetime:
    expected = "an instant with time zone, such as 2026-11-20T06:00:00Z"
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise WrongSetting(variable, text, expected) from None
    if instant.tzinfo is None:
        raise WrongSetting(variable, text, expected)
    return instant.astimezone(UTC)


_PARSERS: dict[str, Callable[[str, str], object]] = {
    "host": _text,
    "port": _whole(1, _HIGHEST_PORT),
    "base_url": _address,
    "database_url": _database,
    "audit_days": _whole(0, _MOST_DAYS),
    "feedback_days": _whole(0, _MOST_DAYS),
    "max_body_bytes": _whole(1024),
    "max_nesting": _whole(20, _DEEPEST_NESTING),
    "max_resources": _whole(1),
    "max_seconds": _whole(1, _LONGEST_ANSWER),
    "max_concurrent": _whole(1, _MOST_CONCURRENT),
    "max_calls_per_minute": _whole(1),
    "clients": _file,
    "log_level": _level,
    "knowledge_dir": _folder,
    "site_map": _file,
    "cache_dir": _path,
    "cors_origins": _origins,
    "fhir_servers": _bases,
    "fhir_budget_ms": _whole(100, _LONGEST_WAIT),
    "time_zone": _zone,
    "dialects": _dialects,
    "override_hours": _whole(0, _LONGEST_SILENCE),
    "override_hours_critical": _whole(0, _LONGEST_SILENCE),
    "secret": _secret,
    "demo": _switch,
    "as_of": _instant,
}
