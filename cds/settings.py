"""Every setting of the service: typed, read once from the environment, each with its meaning and default.

A wrong value stops the start with a message that names the variable; nothing is corrected silently.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cds import setting_values as values
from cds.services.dialects import Dialects
from cds.setting_values import WrongSetting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from cds.fhir_server.bases import FhirBase

__all__ = ["Settings", "WrongSetting", "settings_or_exit"]

_PREFIX = "PETECHIAE_"
_HOST = "127.0.0.1"
_PORT = 8080
_EVERY_INTERFACE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - only compared
_MEGABYTE = 1024 * 1024
_HIGHEST_PORT = 65_535
_DEEPEST_NESTING = 600
_LONGEST_ANSWER = 300
_MOST_DAYS = 36_500
_MOST_CONCURRENT = 200
_LONGEST_WAIT = 20_000
_LONGEST_SILENCE = 24 * 30


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
    - ``dialects``: how clients differ from CDS Hooks 2.0: ``epic`` (one action per suggestion) or ``1.0``, for all, or
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


_PARSERS: dict[str, Callable[[str, str], object]] = {
    "host": values.text,
    "port": values.whole(1, _HIGHEST_PORT),
    "base_url": values.address,
    "database_url": values.database,
    "audit_days": values.whole(0, _MOST_DAYS),
    "feedback_days": values.whole(0, _MOST_DAYS),
    "max_body_bytes": values.whole(1024),
    "max_nesting": values.whole(20, _DEEPEST_NESTING),
    "max_resources": values.whole(1),
    "max_seconds": values.whole(1, _LONGEST_ANSWER),
    "max_concurrent": values.whole(1, _MOST_CONCURRENT),
    "max_calls_per_minute": values.whole(1),
    "clients": values.file,
    "log_level": values.level,
    "knowledge_dir": values.folder,
    "site_map": values.file,
    "cache_dir": values.path,
    "cors_origins": values.origins,
    "fhir_servers": values.bases,
    "fhir_budget_ms": values.whole(100, _LONGEST_WAIT),
    "time_zone": values.zone,
    "dialects": values.dialects,
    "override_hours": values.whole(0, _LONGEST_SILENCE),
    "override_hours_critical": values.whole(0, _LONGEST_SILENCE),
    "secret": values.secret,
    "demo": values.switch,
    "as_of": values.instant,
}
