"""The request of a hook call. Unknown members are ignored everywhere: clients send their own."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load

from cds.errors import Issue, Rejected, issues_of
from cds.hooks.calls import HookCall
from cds.hooks.fields import FHIR_ID, MESSAGES, Matches, Member, Text, TypedReference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds.hooks.body import Body
    from cds.hooks.deadline import Deadline

__all__ = ["ContextSchema", "FhirAuthorizationSchema", "HookRequestSchema", "read_call"]

_SENDABLE = re.compile(r"[!-~]{1,16000}")
"""Visible ASCII, which holds every bearer token (RFC 6750) and nothing that would end a header."""
_BARE_ID = Matches(FHIR_ID, "a FHIR id: 1 to 64 letters, digits, - or .")
_BARE_ID_PATTERN = f"^{FHIR_ID}$"


class ContextSchema(Schema):
    """Context of the hooks of this server: who, which patient, which encounter, and what is about to be added."""

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
        metadata={"description": "FHIR id of the encounter. Required in encounter-start.", "pattern": _BARE_ID_PATTERN},
    )
    draft_orders = fields.Dict(
        data_key="draftOrders",
        allow_none=True,
        error_messages={**MESSAGES, "invalid": "must be an object"},
        metadata={
            "description": "order-select, order-sign: Bundle of draft orders. Without it there is nothing to say."
        },
    )
    selections = fields.List(
        Text(),
        allow_none=True,
        error_messages={**MESSAGES, "invalid": "must be an array"},
        metadata={"description": "order-select: the drafts chosen now, as Type/id. Without it all are looked at."},
    )
    conditions = fields.Dict(
        allow_none=True,
        error_messages={**MESSAGES, "invalid": "must be an object"},
        metadata={"description": "problem-list-item-create: Bundle of the Conditions being added. Required there."},
    )


class FhirAuthorizationSchema(Schema):
    """A token for the client's FHIR server. Sent to that server alone; not kept, not logged.

    Whatever a client puts here is taken: what cannot be used is as if it were not there, and scopes are the server's.
    """

    class Meta:
        """Unknown members are ignored."""

        unknown = EXCLUDE

    access_token = fields.Raw(
        load_only=True, allow_none=True, metadata={"description": "A text; anything else is as if it were not there."}
    )
    token_type = fields.Raw(allow_none=True, metadata={"description": "Not looked at."})
    expires_in = fields.Raw(allow_none=True, metadata={"description": "Not looked at."})
    scope = fields.Raw(allow_none=True, metadata={"description": "Not looked at."})
    subject = fields.Raw(allow_none=True, metadata={"description": "Not looked at."})


class HookRequestSchema(Schema):
    """A CDS Hooks call."""

    class Meta:
        """Unknown members are ignored."""

        unknown = EXCLUDE

    error_messages = {"type": "must be an object"}

    hook = Text(required=True, metadata={"description": "The hook of the service.", "example": "patient-view"})
    hook_instance = Text(
        data_key="hookInstance",
        required=True,
        metadata={"description": "Names this call; a UUID by the specification, any text is taken."},
    )
    context = Member(ContextSchema, required=True)
    fhir_server = Text(
        data_key="fhirServer",
        allow_none=True,
        metadata={"description": "Asked for what the prefetch lacks, when the operator has listed it."},
    )
    fhir_authorization = Member(FhirAuthorizationSchema, data_key="fhirAuthorization", allow_none=True)
    prefetch = fields.Dict(
        keys=fields.String(),
        allow_none=True,
        error_messages={**MESSAGES, "invalid": "must be an object"},
        metadata={"description": "Answers to the templates of discovery; null: looked for and nothing there."},
    )
    extension = fields.Raw(allow_none=True, metadata={"description": "Ignored, whatever it is."})

    @post_load
    def _flat(self, members: dict[str, Any], **_options: Any) -> dict[str, Any]:
        return {
            **members["context"],
            "hook": members["hook"],
            "hook_instance": members["hook_instance"],
            "fhir_server": members.get("fhir_server"),
            "access_token": _token(members.get("fhir_authorization")),
        }


def _token(authorization: dict[str, Any] | None) -> str | None:
    """The access token when it can stand in a header; None for an empty or an odd one."""
    token = (authorization or {}).get("access_token")
    return token if isinstance(token, str) and _SENDABLE.fullmatch(token) else None


_SCHEMA = HookRequestSchema()
_NEEDED = {"encounter-start": "encounterId", "problem-list-item-create": "conditions"}
"""What these hooks cannot do without. Missing draft orders are taken for none: the public sandbox sends none."""
_NAMES = {"encounterId": "encounter_id", "conditions": "conditions"}


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
    needed = _NEEDED.get(hook)
    if needed is not None and members.get(_NAMES[needed]) is None:
        raise Rejected(400, [Issue("required", f"context.{needed} is missing; {hook} needs it.", f"context.{needed}")])
    selections = members.get("selections")
    return HookCall(
        hook=members["hook"],
        hook_instance=members["hook_instance"],
        patient_id=members["patient_id"],
        encounter_id=members.get("encounter_id"),
        prefetch=body.prefetch,
        fhir_server=members["fhir_server"],
        draft_orders=_raw(members.get("draft_orders")),
        selections=None if selections is None else frozenset(selections),
        conditions=_raw(members.get("conditions")),
        access_token=members["access_token"],
        deadline=deadline,
    )


def _raw(resources: Mapping[str, Any] | None) -> memoryview | None:
    """Back to JSON for the reader, which takes every resource as bytes; ASCII, so that no lone surrogate breaks it."""
    return None if resources is None else memoryview(json.dumps(resources).encode("ascii"))
