"""The request of a hook call. Unknown members are ignored everywhere: clients send their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load

from cds.errors import Issue, Rejected, issues_of
from cds.hooks.calls import HookCall
from cds.hooks.fields import FHIR_ID, MESSAGES, Matches, Member, Text, TypedReference

if TYPE_CHECKING:
    from cds.hooks.body import Body
    from cds.hooks.deadline import Deadline

__all__ = ["ContextSchema", "FhirAuthorizationSchema", "HookRequestSchema", "read_call"]

_BARE_ID = Matches(FHIR_ID, "a FHIR id: 1 to 64 letters, digits, - or .")
_BARE_ID_PATTERN = f"^{FHIR_ID}$"


class ContextSchema(Schema):
    """Context of patient-view."""

    class Meta:
        """Unknown members are ignored."""

        unknown = EXCLUDE

    user_id = TypedReference(
        "Practitioner",
        "PractitionerRole",
        "Patient",
        "RelatedPerson",
        data_key="userId",
        required=True,
        metadata={"description": "Who opened the chart.", "example": "Practitioner/u1"},
    )
    patient_id = Text(
        data_key="patientId",
        required=True,
        validate=_BARE_ID,
        metadata={"description": "FHIR id of the patient.", "example": "p1", "pattern": _BARE_ID_PATTERN},
    )
    encounter_id = Text(
        data_key="encounterId",
        allow_none=True,
        validate=_BARE_ID,
        metadata={"description": "FHIR id of the encounter.", "pattern": _BARE_ID_PATTERN},
    )


class FhirAuthorizationSchema(Schema):
    """A token for the client's FHIR server. Not used, not kept, not logged."""

    class Meta:
        """Unknown members are ignored."""

        unknown = EXCLUDE

    access_token = fields.Raw(load_only=True, metadata={"type": "string"})
    token_type = fields.Raw(metadata={"type": "string"})
    expires_in = fields.Raw(metadata={"type": "integer"})
    scope = fields.Raw(metadata={"type": "string"})
    subject = fields.Raw(metadata={"type": "string"})


class HookRequestSchema(Schema):
    """A CDS Hooks call."""

    class Meta:
        """Unknown members are ignored."""

        unknown = EXCLUDE

    error_messages = {"type": "must be an object"}

    hook = Text(required=True, metadata={"description": "patient-view", "example": "patient-view"})
    hook_instance = Text(
        data_key="hookInstance",
        required=True,
        metadata={"description": "Names this call; a UUID by the specification, any text is taken."},
    )
    context = Member(ContextSchema, required=True)
    fhir_server = Text(data_key="fhirServer", allow_none=True, metadata={"description": "Not called."})
    fhir_authorization = Member(FhirAuthorizationSchema, data_key="fhirAuthorization", allow_none=True)
    prefetch = fields.Dict(
        keys=fields.String(),
        allow_none=True,
        error_messages={**MESSAGES, "invalid": "must be an object"},
        metadata={"description": "Answers to the templates of discovery; null: looked for and nothing there."},
    )
    extension = fields.Raw(allow_none=True, metadata={"type": "object", "description": "Ignored."})

    @post_load
    def _flat(self, members: dict[str, Any], **_options: Any) -> dict[str, Any]:
        return {**members["context"], "hook": members["hook"], "hook_instance": members["hook_instance"]}


_SCHEMA = HookRequestSchema()


def read_call(body: Body, hook: str, deadline: Deadline) -> HookCall:
    """The call in this body, for a service of this hook, to be answered by ``deadline``.

    Raises Rejected: 400 with every problem found, each with the path of its member; 422 for another hook.
    """
    try:
        members = _SCHEMA.load(body.plain)
    except ValidationError as error:
        raise Rejected(400, issues_of(error)) from None
    if members["hook"] != hook:
        raise Rejected(422, [Issue("value", f"hook must be {hook}: this service answers no other hook.", "hook")])
    return HookCall(
        hook=members["hook"],
        hook_instance=members["hook_instance"],
        patient_id=members["patient_id"],
        user_id=members["user_id"],
        encounter_id=members.get("encounter_id"),
        prefetch=body.prefetch,
        deadline=deadline,
    )
