"""The resources that are read, each as the few fields the chart is made of.

R4 first; fields that STU3 and R5 name differently stand beside. Field names are FHIR's own.
"""
# ruff: noqa: N815

from __future__ import annotations

import msgspec

from cds.fhir.elements import ABSENT, Extension, Period, Quantity, Range, Ratio, Reference

__all__ = [
    "AllergyIntolerance",
    "Attachment",
    "BirthDateElement",
    "Condition",
    "DiagnosticOrder",
    "DiagnosticReport",
    "DocumentReference",
    "Dosage",
    "Encounter",
    "EncounterReason",
    "FamilyMemberHistory",
    "Immunization",
    "Medication",
    "MedicationIngredient",
    "MedicationUse",
    "Observation",
    "ObservationComponent",
    "Patient",
    "Procedure",
    "Reaction",
    "Resource",
    "ServiceRequest",
]


class Resource(msgspec.Struct, gc=False):
    """What every resource has. Whose it is stays raw: one chart sends the same reference in every resource."""

    id: str | int | None = None
    status: str | None = None
    subject: msgspec.Raw = ABSENT
    patient: msgspec.Raw = ABSENT
    contained: list[msgspec.Raw] | None = None


class Patient(Resource, gc=False):
    """Birth, sex, death."""

    gender: str | None = None
    birthDate: str | None = None
    birth_date_element: msgspec.Raw = msgspec.field(name="_birthDate", default=ABSENT)
    deceasedBoolean: bool | None = None
    deceasedDateTime: str | None = None


class BirthDateElement(msgspec.Struct, gc=False):
    """The primitive's extensions, where the clock time of birth stands."""

    extension: list[Extension] | None = None


class ObservationComponent(msgspec.Struct, gc=False):
    """The fields an Observation shares with its components."""

    code: msgspec.Raw = ABSENT
    valueQuantity: Quantity | list[Quantity] | None = None
    valueCodeableConcept: msgspec.Raw = ABSENT
    valueString: str | None = None
    valueBoolean: bool | None = None
    valueInteger: float | None = None
    valueRange: Range | None = None
    valueRatio: Ratio | None = None
    valueDateTime: str | None = None
    interpretation: msgspec.Raw = ABSENT
    referenceRange: msgspec.Raw = ABSENT
    dataAbsentReason: msgspec.Raw = ABSENT


class Observation(Resource, gc=False):
    """A result, a sign, an answer."""

    category: msgspec.Raw = ABSENT
    code: msgspec.Raw = ABSENT
    effectiveDateTime: str | None = None
    effectivePeriod: Period | None = None
    effectiveInstant: str | None = None
    issued: str | None = None
    valueQuantity: Quantity | list[Quantity] | None = None
    valueCodeableConcept: msgspec.Raw = ABSENT
    valueString: str | None = None
    valueBoolean: bool | None = None
    valueInteger: float | None = None
    valueRange: Range | None = None
    valueRatio: Ratio | None = None
    valueDateTime: str | None = None
    interpretation: msgspec.Raw = ABSENT
    referenceRange: msgspec.Raw = ABSENT
    dataAbsentReason: msgspec.Raw = ABSENT
    note: msgspec.Raw = ABSENT
    comment: str | None = None
    comments: str | None = None
    bodySite: msgspec.Raw = ABSENT
    component: list[ObservationComponent] | None = None


class Condition(Resource, gc=False):
    """A problem or diagnosis."""

    code: msgspec.Raw = ABSENT
    category: msgspec.Raw = ABSENT
    clinicalStatus: msgspec.Raw = ABSENT
    verificationStatus: msgspec.Raw = ABSENT
    bodySite: msgspec.Raw = ABSENT
    encounter: Reference | None = None
    onsetDateTime: str | None = None
    onsetPeriod: Period | None = None
    onsetAge: Quantity | None = None
    abatementDateTime: str | None = None
    abatementPeriod: Period | None = None
    abatementAge: Quantity | None = None
    abatementRange: msgspec.Raw = ABSENT
    abatementString: str | None = None
    abatementBoolean: bool | None = None
    recordedDate: str | None = None
    assertedDate: str | None = None
    dateRecorded: str | None = None
    note: msgspec.Raw = ABSENT
    notes: str | None = None


class Reaction(msgspec.Struct, gc=False):
    """What happened after the substance was given. In R5 a manifestation is a concept or a reference."""

    substance: msgspec.Raw = ABSENT
    manifestation: msgspec.Raw = ABSENT
    description: str | None = None
    note: msgspec.Raw = ABSENT


class AllergyIntolerance(Resource, gc=False):
    """An entry of the allergy list. DSTU2 calls the code substance and keeps the verification in the status."""

    verificationStatus: msgspec.Raw = ABSENT
    code: msgspec.Raw = ABSENT
    substance: msgspec.Raw = ABSENT
    reaction: list[Reaction | None] | None = None
    onsetDateTime: str | None = None
    onset: str | None = None
    lastOccurrence: str | None = None
    recordedDate: str | None = None
    assertedDate: str | None = None
    note: msgspec.Raw = ABSENT


class Medication(Resource, gc=False):
    """What a drug is: code, identifier, ingredients."""

    code: msgspec.Raw = ABSENT
    identifier: msgspec.Raw = ABSENT
    ingredient: list[MedicationIngredient] | None = None
    form: msgspec.Raw = ABSENT


class CodeableReference(msgspec.Struct, gc=False):
    """R5: coded words, or a reference to the same."""

    concept: msgspec.Raw = ABSENT
    reference: Reference | None = None


class MedicationIngredient(msgspec.Struct, gc=False):
    """A part of a mix, in words or by reference."""

    itemCodeableConcept: msgspec.Raw = ABSENT
    itemReference: Reference | None = None
    item: CodeableReference | None = None


class Repeat(msgspec.Struct, gc=False):
    """When the doses are to be given."""

    boundsPeriod: Period | None = None


class Timing(msgspec.Struct, gc=False):
    """Timing of a dosage."""

    repeat: Repeat | None = None


class Dosage(msgspec.Struct, gc=False):
    """Route and times of an order or an administration."""

    text: str | None = None
    route: msgspec.Raw = ABSENT
    timing: Timing | None = None


class DispenseRequest(msgspec.Struct, gc=False):
    """How long the order is valid."""

    validityPeriod: Period | None = None


class Adherence(msgspec.Struct, gc=False):
    """R5: whether the patient takes it."""

    code: msgspec.Raw = ABSENT


class MedicationUse(Resource, gc=False):
    """MedicationRequest, MedicationStatement, MedicationAdministration or MedicationDispense."""

    intent: str | None = None
    doNotPerform: bool | None = None
    taken: str | None = None
    adherence: Adherence | None = None
    wasNotTaken: bool | None = None
    notGiven: bool | None = None
    wasNotGiven: bool | None = None
    notDone: bool | None = None
    medicationCodeableConcept: msgspec.Raw = ABSENT
    medicationReference: Reference | None = None
    medication: CodeableReference | None = None
    authoredOn: str | None = None
    dateWritten: str | None = None
    dosageInstruction: msgspec.Raw = ABSENT
    dosage: msgspec.Raw = ABSENT
    dispenseRequest: DispenseRequest | None = None
    effectiveDateTime: str | None = None
    effectivePeriod: Period | None = None
    occurenceDateTime: str | None = None
    occurencePeriod: Period | None = None
    whenHandedOver: str | None = None
    whenPrepared: str | None = None
    daysSupply: Quantity | None = None


class Procedure(Resource, gc=False):
    """Something done to the patient."""

    code: msgspec.Raw = ABSENT
    bodySite: msgspec.Raw = ABSENT
    notPerformed: bool | None = None
    performedDateTime: str | None = None
    performedPeriod: Period | None = None
    occurrenceDateTime: str | None = None
    occurrencePeriod: Period | None = None
    notDone: bool | None = None


class Immunization(Resource, gc=False):
    """A vaccination."""

    vaccineCode: msgspec.Raw = ABSENT
    occurrenceDateTime: str | None = None
    date: str | None = None
    notGiven: bool | None = None
    wasNotGiven: bool | None = None


class FamilyCondition(msgspec.Struct, gc=False):
    """A relative's problem."""

    code: msgspec.Raw = ABSENT


class FamilyMemberHistory(Resource, gc=False):
    """A relative and what they have or had."""

    relationship: msgspec.Raw = ABSENT
    condition: list[FamilyCondition] | FamilyCondition | None = None
    date: str | None = None


class ServiceRequest(Resource, gc=False):
    """A test ordered or drafted."""

    intent: str | None = None
    doNotPerform: bool | None = None
    code: msgspec.Raw = ABSENT
    authoredOn: str | None = None


class Attachment(msgspec.Struct, gc=False):
    """A file sent along; ``data`` is base64, left as it stands until somebody reads it."""

    contentType: str | None = None
    data: msgspec.Raw = ABSENT


class DocumentContent(msgspec.Struct, gc=False):
    """One format of a document."""

    attachment: Attachment | None = None


class DocumentContext(msgspec.Struct, gc=False):
    """Of when a document tells."""

    period: Period | None = None


class DocumentReference(Resource, gc=False):
    """A document: a note, a letter, a discharge summary."""

    docStatus: str | None = None
    date: str | None = None
    indexed: str | None = None
    created: str | None = None
    period: Period | None = None
    context: DocumentContext | list[msgspec.Raw] | None = None
    content: list[DocumentContent] | DocumentContent | None = None


class DiagnosticOrderEvent(msgspec.Struct, gc=False):
    """When something happened to an order."""

    dateTime: str | None = None


class DiagnosticOrderItem(msgspec.Struct, gc=False):
    """One test of a DSTU2 order."""

    code: msgspec.Raw = ABSENT
    status: str | None = None


class DiagnosticOrder(Resource, gc=False):
    """DSTU2: tests ordered together, with the times of what happened to the order."""

    item: list[DiagnosticOrderItem] | None = None
    event: list[DiagnosticOrderEvent] | None = None


class DiagnosticReport(Resource, gc=False):
    """The conclusion of a report. Its results are Observations of their own, or inside it."""

    code: msgspec.Raw = ABSENT
    conclusion: str | None = None
    conclusionCode: msgspec.Raw = ABSENT
    codedDiagnosis: msgspec.Raw = ABSENT
    effectiveDateTime: str | None = None
    effectivePeriod: Period | None = None
    issued: str | None = None
    presentedForm: list[Attachment] | Attachment | None = None


class EncounterReason(msgspec.Struct, gc=False):
    """R5: reasons in coded words or by reference, and what they are reasons for."""

    value: list[CodeableReference] | CodeableReference | None = None


class Encounter(Resource, gc=False):
    """Why the patient came."""

    reasonCode: msgspec.Raw = ABSENT
    reason: msgspec.Raw = ABSENT
    period: Period | None = None
    actualPeriod: Period | None = None
