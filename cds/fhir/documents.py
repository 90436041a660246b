"""Plain text documents, on their own or attached to a report."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING

from cds.fhir.narratives import LONGEST_TEXT, Narrative
from cds.fhir.observations import period_moment
from rules.chart import Origin

if TYPE_CHECKING:
    from cds.fhir.gathering import Gathering
    from cds.fhir.resources import Attachment, DocumentReference
    from rules.chart import Moment
    from rules.identifiers import ConceptId, ResourceRef

__all__ = ["read_attachment", "read_document"]

_NO_DOCUMENT = frozenset({"entered-in-error", "superseded"})
_OLD_ALPHABETS = ("iso-8859-1", "latin1", "windows-1252")
_LONGEST_SENT = LONGEST_TEXT * 8 // 3 // 4 * 4
"""As many characters of base64 as hold the longest text that is read, in UTF-8 of up to two bytes a letter."""


def read_document(gathering: Gathering, found: DocumentReference, source: ResourceRef) -> None:
    """Adds what a plain text document states. A document without a date is not read: nobody knows of when it speaks."""
    if {(found.status or "").strip().lower(), (found.docStatus or "").strip().lower()} & _NO_DOCUMENT:
        return
    when = gathering.when(found.date, found.indexed, found.created)
    if when is None:
        told = found.period if found.context is None or isinstance(found.context, list) else found.context.period
        when = period_moment(told)
    if gathering.ahead(when):
        return
    if when is None:
        gathering.count("document", "documents", "no date", source)
        return
    contents = found.content if isinstance(found.content, list) else [found.content]
    for content in contents:
        if content is not None and content.attachment is not None:
            read_attachment(gathering, content.attachment, source, when)


def read_attachment(
    gathering: Gathering,
    sent: Attachment,
    source: ResourceRef,
    recorded: Moment | None,
    about: frozenset[ConceptId] | None = None,
) -> None:
    """Adds what an attached plain text states. What is no plain text, or was not sent along, is counted.

    ``about``: what the report that it belongs to is about (see ``Narrative``).
    """
    kind, _, parameters = (sent.contentType or "").partition(";")
    if kind.strip().lower() != "text/plain":
        gathering.count("document", "documents", "not plain text: not read", source)
        return
    data = bytes(sent.data).strip(b'"')
    if not data or data == b"null":
        gathering.count("document", "documents", "its text was not sent along", source)
        return
    for escaped in (b"\\r", b"\\n"):  # lines of base64, as JSON writes their ends
        data = data.replace(escaped, b"")
    data = data.replace(b"\\/", b"/")
    try:
        plain = binascii.a2b_base64(data[:_LONGEST_SENT])
    except binascii.Error:
        gathering.count("document", "documents", "its text could not be decoded", source)
        return
    text = _decoded(plain, parameters)
    cut = len(data) > _LONGEST_SENT
    gathering.narratives.append(Narrative(text, Origin.REPORT, source, recorded, cut=cut, about=about))


def _decoded(plain: bytes, parameters: str) -> str:
    if any(name in parameters.lower() for name in _OLD_ALPHABETS):
        return plain.decode("cp1252", "replace")
    return plain.decode("utf-8", "replace")
