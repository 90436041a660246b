"""The CDS clients that may call: one declared file, checked whole at the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import yaml
from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate, validates_schema

from cds.errors import REQUIRED, issues_of
from cds.security.algorithms import ALGORITHMS, RECOMMENDED
from cds.security.problems import WrongClients

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

__all__ = ["Client", "Clients", "read_clients"]

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_USUAL_MINUTES = 60
_DAY_MINUTES = 24 * 60
_FILLED = validate.Length(1, 500, error="must have {min} to {max} characters")
_MESSAGES: dict[str, str | list[Any] | dict[Any, Any]] = {"required": REQUIRED, "invalid": "must be a text"}


@dataclass(frozen=True, slots=True)
class Client:
    """One client and what its tokens may be.

    - ``jku``: addresses of key sets its tokens may name; the first is fetched when a token names none.
    - ``key_set``: a file with its key set; when given, nothing is fetched.
    - ``tenants``: empty for any tenant or none; else the token must name one of them.
    - ``services``: ids of the services it may call; empty for all.
    - ``longest_minutes``: a token valid for longer is refused.
    """

    name: str
    iss: str
    jku: tuple[str, ...] = ()
    key_set: Path | None = None
    tenants: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    algorithms: frozenset[str] = RECOMMENDED
    longest_minutes: int = _USUAL_MINUTES


class Clients:
    """Clients by issuer."""

    def __init__(self, clients: Iterable[Client]) -> None:
        """Raises ValueError when two share an issuer or a name."""
        self._by_issuer: dict[str, Client] = {}
        for client in clients:
            if client.iss in self._by_issuer or client.name in {known.name for known in self}:
                raise ValueError(f"the iss or the name of {client.name} stands twice")
            self._by_issuer[client.iss] = client

    def of_issuer(self, iss: object) -> Client | None:
        """The client with exactly this issuer; None when nobody declared it."""
        return self._by_issuer.get(iss) if isinstance(iss, str) else None

    def __iter__(self) -> Iterator[Client]:
        """In the order they were declared."""
        return iter(self._by_issuer.values())


class _Texts(fields.List[str]):
    """One string or a list of them."""

    default_error_messages = {"invalid": "must be a text or a list of texts"}

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - marshmallow's options
        super().__init__(fields.String(validate=_FILLED, error_messages=_MESSAGES), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> Any:  # noqa: ANN401 - not yet validated
        return super()._deserialize([value] if isinstance(value, str) else value, attr, data, **options)


class ClientSchema(Schema):
    """One entry of the file."""

    class Meta:
        """A member nobody knows is a typing mistake."""

        unknown = RAISE

    error_messages = {"type": "must be a mapping", "unknown": "is no member of a client"}

    name = fields.String(required=True, validate=_FILLED, error_messages=_MESSAGES)
    iss = fields.String(required=True, validate=_FILLED, error_messages=_MESSAGES)
    jku = _Texts(load_default=())
    jwks = fields.String(validate=_FILLED, error_messages=_MESSAGES)
    tenants = _Texts(load_default=())
    services = _Texts(load_default=())
    algorithms = _Texts(load_default=RECOMMENDED)
    longest_minutes = fields.Integer(
        load_default=_USUAL_MINUTES,
        strict=True,
        validate=validate.Range(1, _DAY_MINUTES, error="must be {min} to {max}"),
        error_messages={"invalid": "must be a whole number"},
    )

    def __init__(self, *, folder: Path, demo: bool) -> None:
        """``folder`` is where relative file names start; ``demo`` admits http key sets on this machine."""
        super().__init__()
        self._folder = folder
        self._demo = demo

    @validates_schema
    def _can_be_trusted(self, members: Mapping[str, Any], **_options: Any) -> None:  # noqa: ANN401 - marshmallow's
        if not members["jku"] and "jwks" not in members:
            raise ValidationError({"jku": ["or jwks (a file) must be given: without keys no token can pass"]})
        if not members["algorithms"] or not set(members["algorithms"]) <= ALGORITHMS.keys():
            raise ValidationError({"algorithms": [f"must be some of {', '.join(ALGORITHMS)}"]})
        if not all(self._may_be_fetched(address) for address in members["jku"]):
            raise ValidationError({"jku": ["must be an https address"]})

    def _may_be_fetched(self, address: str) -> bool:
        parts = urlsplit(address)
        if parts.username or parts.password or parts.fragment or not parts.hostname:
            return False
        return parts.scheme == "https" or (self._demo and parts.scheme == "http" and parts.hostname in _LOOPBACK)

    @post_load
    def _typed(self, members: dict[str, Any], **_options: Any) -> Client:  # noqa: ANN401 - marshmallow's
        jwks = members.get("jwks")
        return Client(
            name=members["name"],
            iss=members["iss"],
            jku=tuple(members["jku"]),
            key_set=self._folder / jwks if jwks else None,
            tenants=frozenset(members["tenants"]),
            services=frozenset(members["services"]),
            algorithms=frozenset(members["algorithms"]),
            longest_minutes=members["longest_minutes"],
        )


def read_clients(path: Path, *, demo: bool) -> Clients:
    """The clients declared in this YAML or JSON file: a mapping with a list under ``clients``.

    ``demo`` admits key sets at http addresses of this machine. Raises WrongClients with every problem found.
    """
    try:
        document = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongClients(f"{path} cannot be read ({type(error).__name__}).") from None
    except yaml.YAMLError:
        raise WrongClients(f"{path} is neither YAML nor JSON.") from None
    rows = document.get("clients") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not rows:
        raise WrongClients(f"{path} must list at least one client under clients.")
    try:
        return Clients(ClientSchema(folder=path.parent, demo=demo).load(rows, many=True))
    except ValidationError as error:
        problems = " ".join(issue.text for issue in issues_of(error))
        raise WrongClients(f"{path} cannot be used: {problems}") from None
    except ValueError as error:
        raise WrongClients(f"{path} cannot be used: {error}.") from None
