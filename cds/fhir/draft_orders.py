"""The draft orders of a call, read as leniently as the chart: real clients send drafts that are no valid FHIR."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.bundles import Entry, open_source
from cds.fhir.code_systems import NDC, RXNORM, short_system
from cds.fhir.daily_amounts import DailyAmounts
from cds.fhir.elements import ABSENT, concepts, names, reference
from cds.fhir.entries import UNREADABLE
from cds.fhir.gathering import Gathering
from cds.fhir.medications import UNKNOWN_MEDICINE, read_medication_use
from cds.fhir.medicine_shelf import MedicineShelf
from cds.fhir.order_terms import OrderTerms
from cds.fhir.orders import read_diagnostic_order, read_order
from cds.fhir.resources import DiagnosticOrder, MedicationUse, Resource, ServiceRequest
from rules.draft_orders import DraftOrder
from rules.identifiers import ResourceRef
from rules.order_safety_definitions import TermKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cds.fhir.elements import CodeableConcept
    from cds.fhir.terminology import Terminology
    from rules.definitions import Knowledge
    from rules.identifiers import OrderTermId

__all__ = ["DraftReader", "Drafts"]

_MEDICINES = frozenset({"MedicationRequest", "MedicationOrder"})
_SERVICES = frozenset({"ServiceRequest", "ProcedureRequest", "DeviceRequest", "DiagnosticOrder"})
_OVER = frozenset({"completed", "revoked", "cancelled", "stopped", "entered-in-error"})
_FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
"""What can stand in a reference; another id would make an order to delete that no client can find."""


class _Instruction(msgspec.Struct, gc=False):
    text: str | None = None
    route: msgspec.Raw = ABSENT


class _Saying(Resource, gc=False):
    """What an order says besides the medicine or the test."""

    doNotPerform: bool | None = None  # noqa: N815 - FHIR's names from here
    medicationCodeableConcept: msgspec.Raw = ABSENT  # noqa: N815
    medicationReference: msgspec.Raw = ABSENT  # noqa: N815
    medication: msgspec.Raw = ABSENT
    code: msgspec.Raw = ABSENT
    codeCodeableConcept: msgspec.Raw = ABSENT  # noqa: N815
    orderDetail: msgspec.Raw = ABSENT  # noqa: N815
    reasonCode: msgspec.Raw = ABSENT  # noqa: N815
    dosageInstruction: msgspec.Raw = ABSENT  # noqa: N815


_IDENTITY = msgspec.json.Decoder(Resource)
_SAYING = msgspec.json.Decoder(_Saying)
_MEDICINE = msgspec.json.Decoder(MedicationUse)
_SERVICE = msgspec.json.Decoder(ServiceRequest)
_DIAGNOSTIC = msgspec.json.Decoder(DiagnosticOrder)
_REFERS = re.compile(rb'"medication(?:Reference)?"')
_BUNDLE = re.compile(rb'"resourceType":\s*"Bundle"')
_MEDICATION = re.compile(rb'"resourceType"\s*:\s*"Medication"')
_LISTED = frozenset({RXNORM, NDC})
"""Every product of the medicines in the knowledge is listed by these codes: one not listed is another medicine."""
_INSTRUCTIONS = msgspec.json.Decoder(list[_Instruction] | _Instruction | None)


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts that could be read, how many could not, and how many were for another patient."""

    orders: tuple[DraftOrder, ...] = ()
    unread: int = 0
    strangers: int = 0

    @property
    def untold(self) -> int:
        """How many of those in question do not say what they are."""
        return sum(order.selected and not order.told for order in self.orders)

    @property
    def unchecked(self) -> int:
        """How many were not held against the chart, for whatever reason."""
        return self.unread + self.strangers + self.untold


class DraftReader:
    """Reads draft Bundles with one version of the knowledge. Built once."""

    __slots__ = ("_amounts", "_terminology", "_terms")

    def __init__(self, knowledge: Knowledge, terminology: Terminology) -> None:
        self._terminology = terminology
        self._terms = OrderTerms(knowledge.order_terms, knowledge.text_words)
        self._amounts = DailyAmounts(knowledge.medicine_words)

    def read(
        self,
        raw: bytes | memoryview,
        patient_id: str,
        as_of: datetime,
        selections: frozenset[str] | None = None,
        beside: Iterable[bytes | memoryview] = (),
    ) -> Drafts:
        """The drafts of this patient, in the order sent. Never raises for what the bytes hold.

        ``selections`` names those the clinician is choosing now; None, or names that fit no draft, select all.
        ``beside`` are sources that may hold the Medication a draft refers to.
        """
        opened = open_source(raw)
        shelf = MedicineShelf(self._terminology.medicines)
        holding = filter(_MEDICATION.search, beside) if _REFERS.search(raw) else ()
        also = (open_source(each).entries for each in holding)
        for entry in chain(opened.entries, *also):
            if entry.kind == "Medication":
                _shelve(shelf, entry)
        found: list[DraftOrder] = []
        urls: list[str | None] = []
        unread = len(opened.problems) + opened.refused
        strangers = 0
        for number, entry in enumerate(opened.entries, start=1):
            if entry.kind not in _MEDICINES | _SERVICES:
                unread += _is_odd(entry, raw)
                continue
            try:
                order = self._order(entry, number, patient_id, shelf, as_of)
            except UNREADABLE:
                unread += 1
                continue
            if order is None:
                strangers += 1
            elif order is not _OUT_OF_PLAY:
                found.append(order)
                urls.append(entry.full_url)
        return Drafts(_selected(found, urls, selections), unread, strangers)

    def _order(
        self, entry: Entry, number: int, patient_id: str, shelf: MedicineShelf, as_of: datetime
    ) -> DraftOrder | None:
        """None: for another patient. Raises as decoding does."""
        saying = _SAYING.decode(entry.raw)
        if (saying.status or "").strip().lower() in _OVER or saying.doNotPerform:
            return _OUT_OF_PLAY
        if not _is_of(saying, patient_id):
            return None
        source = ResourceRef(f"{entry.kind}/{f'#{number}' if saying.id is None else saying.id}")
        gathering = Gathering(as_of, self._terminology)
        if entry.kind in _MEDICINES:
            gathering.shelf = shelf
            read_medication_use(entry.kind, gathering, _MEDICINE.decode(entry.raw), source)
            asked = concepts(saying.medicationCodeableConcept)
        else:
            if entry.kind == "DiagnosticOrder":
                read_diagnostic_order(gathering, _DIAGNOSTIC.decode(entry.raw), source)
            elif entry.kind != "DeviceRequest":
                read_order(gathering, _SERVICE.decode(entry.raw), source)
            asked = (*concepts(saying.code), *concepts(saying.codeCodeableConcept))
        drug = next(iter(gathering.drugs), None)
        wordings = [word for concept in asked for word in names(concept)]
        draft = DraftOrder(
            source=source,
            name=drug.name if drug is not None else next(iter(wordings), ""),
            terms=self._asked(saying, asked) if drug is None else self._said(saying, asked, drug.name),
            tests=frozenset().union(*(order.tests for order in gathering.orders)),
            named=saying.id is not None and _FHIR_ID.fullmatch(str(saying.id)) is not None,
        )
        if drug is None:
            return draft
        if drug.name == UNKNOWN_MEDICINE:
            refers = saying.medicationReference is not ABSENT or b'"reference"' in bytes(saying.medication)
            return replace(draft, told=not refers and not _holds_other_codes(asked))
        amount = self._amounts.a_day(saying.dosageInstruction, (drug.name, *wordings))
        return replace(draft, drugs=drug.drugs, classes=drug.classes, use=drug.use, daily=amount)

    def _asked(self, saying: _Saying, asked: Iterable[CodeableConcept]) -> frozenset[OrderTermId]:
        """What a service order asks for. Why it does is not asked: a headache after a puncture orders no puncture."""
        return self._terms.of((*asked, *concepts(saying.orderDetail)), TermKind.PROCEDURE, TermKind.ROUTE)

    def _said(self, saying: _Saying, asked: Iterable[CodeableConcept], name: str) -> frozenset[OrderTermId]:
        """What a medicine order says besides its ingredients: the product, the route, the purpose."""
        terms = self._terms
        told = terms.of(asked, TermKind.PRODUCT, TermKind.PURPOSE) | terms.said(
            name, TermKind.PRODUCT, TermKind.PURPOSE
        )
        told |= terms.of(concepts(saying.reasonCode), TermKind.PURPOSE)
        instructions = (
            _INSTRUCTIONS.decode(saying.dosageInstruction) if saying.dosageInstruction is not ABSENT else None
        )
        several = instructions if isinstance(instructions, list) else [instructions] if instructions else []
        for instruction in several:
            told |= terms.of(concepts(instruction.route), TermKind.ROUTE)
            told |= terms.said(instruction.text or "", TermKind.ROUTE, TermKind.PURPOSE)
        return told


_OUT_OF_PLAY = DraftOrder(ResourceRef(""), "")
"""Stands for an order that nobody is about to sign: over, revoked, or an order not to do something."""


def _is_odd(entry: Entry, raw: bytes | memoryview) -> bool:
    """True for what does not say which resource it is, or is in the place of the Bundle; an empty object is nothing."""
    alone = entry.kind != "Medication" and _BUNDLE.search(raw) is None
    return (not entry.kind or alone) and bytes(entry.raw).strip() != b"{}"


def _shelve(shelf: MedicineShelf, entry: Entry) -> None:
    try:
        identity = _IDENTITY.decode(entry.raw).id
    except UNREADABLE:
        return
    shelf.put("" if identity is None else str(identity), entry.full_url, entry.raw)


def _holds_other_codes(asked: Iterable[CodeableConcept]) -> bool:
    """True for codes that may mean anything: none of them is of a system whose other codes can be passed over."""
    systems = {short_system(coding.system) for concept in asked for coding in concept.codings if coding.code}
    return bool(systems) and systems.isdisjoint(_LISTED)


def _is_of(saying: _Saying, patient_id: str) -> bool:
    """A subject that is another Patient rules the order out; a draft often has none yet."""
    subject = reference(saying.subject) or reference(saying.patient)
    named = (subject.reference or "" if subject is not None else "").split("/_history/")[0]
    kind, _, identity = named.rpartition("/")
    return not kind.endswith("Patient") or identity == patient_id


def _selected(
    orders: list[DraftOrder], urls: list[str | None], selections: frozenset[str] | None
) -> tuple[DraftOrder, ...]:
    if selections is None:
        return tuple(orders)
    names = {each for selection in selections for each in (selection, "/".join(selection.split("/")[-2:]))}
    chosen = [order.source in names or url in names for order, url in zip(orders, urls, strict=True)]
    if selections and not any(chosen):
        return tuple(orders)
    return tuple(replace(order, selected=mine) for order, mine in zip(orders, chosen, strict=True))
