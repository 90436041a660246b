"""What is asked of a FHIR server: queries and links to next pages as paths on that one server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

if TYPE_CHECKING:
    from cds.fhir_server.bases import FhirBase

__all__ = ["target_of", "target_of_link"]

_PATIENT = "{{context.patientId}}"
_DOTS = frozenset({".", ".."})
_PLAIN = re.compile(r"[!-\[\]-~]{1,8000}")
"""Visible ASCII but the backslash, which some readers of addresses take for a slash."""


def target_of(base: FhirBase, query: str, patient_id: str) -> str | None:
    """Path and query of a prefetch template for this patient, every value percent-encoded.

    None when it cannot be asked for: another token stands in it, or the id would be read as a step in a path.
    """
    path, _, search = query.partition("?")
    if _DOTS & {patient_id} or "{{" in query.replace(_PATIENT, ""):
        return None
    pairs = (pair.partition("=") for pair in search.split("&") if pair)
    asked = "&".join(f"{quote(name, ':_-')}={_filled(value, patient_id, ',:/')}" for name, _, value in pairs)
    return f"{base.path}/{_filled(path, patient_id, '/')}" + (f"?{asked}" if asked else "")


def target_of_link(base: FhirBase, link: str, here: str = "") -> str | None:
    """Path and query of a link to a next page, absolute or relative to ``here``; None when it leads off the server.

    The link keeps to scheme, host and port of the server and stays under its base path.
    """
    if not _PLAIN.fullmatch(link):
        return None
    origin = f"{base.scheme}://{base.netloc}"
    try:
        parts = urlsplit(urljoin(f"{origin}{here or base.path + '/'}", link))
        if not base.holds(parts):
            return None
    except ValueError:
        return None
    path = parts.path or "/"
    steps = {unquote(step).partition(";")[0] for step in re.split("/|%2[fF]", path)}
    if not f"{path}/".startswith(f"{base.path}/") or _DOTS & steps:
        return None
    return path + (f"?{parts.query}" if parts.query else "")


def _filled(text: str, patient_id: str, safe: str) -> str:
    """The text with the patient's id in its place, each on its own percent-encoded."""
    return quote(patient_id, "").join(quote(part, safe) for part in text.split(_PATIENT))
