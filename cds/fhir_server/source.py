"""The seam to a FHIR server: what can be asked of one, and why an answer may not be had."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

__all__ = ["FhirSource", "Gap", "NotObtained", "Room"]


class Gap(Enum):
    """Why something could not be fetched. The name goes to the log, the value to the client and onto the card."""

    NO_SERVER = "no FHIR server was named to fetch it from"
    NOT_LISTED = "this service may not call the FHIR server named"
    FORBIDDEN_ADDRESS = "the name of the FHIR server leads to an address that may not be called"
    UNREACHABLE = "the FHIR server could not be reached"
    UNTRUSTED = "the certificate of the FHIR server could not be verified"
    SLOW = "the FHIR server did not answer in time"
    REFUSED = "the FHIR server refused access"
    FAILED = "the FHIR server answered with an error"
    REDIRECTED = "the FHIR server pointed elsewhere, which is not followed"
    UNREADABLE = "the FHIR server's answer could not be read"
    UNEXPECTED = "the FHIR server answered something else"
    OTHER_PATIENT = "the FHIR server answered with another patient"
    LARGE = "the FHIR server's answer was too large"
    PAGES = "there were too many pages"
    STRAY_PAGE = "the next page was said to be elsewhere"
    NO_ADDRESS = "it cannot be asked for"
    RESTING = "the FHIR server kept failing and is left alone for a few seconds"


class NotObtained(Exception):
    """Something could not be fetched; ``gap`` says why."""

    def __init__(self, gap: Gap) -> None:
        """Carries no text of the server."""
        super().__init__(gap.value)
        self.gap = gap


class Room:
    """How many more bytes one call may bring in, over all its answers."""

    __slots__ = ("_left",)

    def __init__(self, octets: int) -> None:
        """``octets`` is the whole allowance."""
        self._left = octets

    def take(self, octets: int) -> None:
        """Raises NotObtained with LARGE when there is not so much left."""
        if octets > self._left:
            raise NotObtained(Gap.LARGE)
        self._left -= octets


class FhirSource(Protocol):
    """One FHIR server, open for one call, with the token of that call. It cannot be made to ask another server."""

    async def get(self, target: str, room: Room) -> bytes:
        """The body of the JSON answer to GET ``target``, a path with its query, as it stands behind the origin.

        Every byte is taken from ``room``. Raises NotObtained.
        """
