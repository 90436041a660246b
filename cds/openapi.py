"""The contract as OpenAPI 3.1, built from the marshmallow schemas and the examples.

``python -m cds.openapi`` prints it as YAML; ``openapi.yaml`` in the project's root is that output.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import yaml
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from cds.examples import examples
from cds.hooks.feedback_schema import FeedbackSchema
from cds.hooks.request_schema import HookRequestSchema
from cds.hooks.response_schema import (
    CdsResponseSchema,
    DiscoverySchema,
    FeedbackReportSchema,
    HealthSchema,
    LiveSchema,
    OperationOutcomeSchema,
    StoreSchema,
)
from cds.version import VERSION

if TYPE_CHECKING:
    from marshmallow import Schema

__all__ = ["build_openapi", "openapi_yaml"]

_JSON = "application/json"
_ERRORS = {
    "400": "The request is not understood: no JSON, nested too deeply or members missing.",
    "401": "Clients are declared and the call carries no valid token of one. The reason is in the service's log only.",
    "403": "The client may not call this service.",
    "404": "There is no service of that id.",
    "405": "The method is not supported; see Allow.",
    "406": "The Accept header refuses JSON.",
    "408": "The body did not arrive in time.",
    "412": (
        "Nothing of the chart was sent or could be fetched, or there is no card and a part that decides is missing or "
        "its latest result could not be read."
    ),
    "413": "The body is too large or holds too many resources.",
    "415": "The body is not application/json.",
    "422": (
        "The call contradicts itself: the Patient sent is another one, or the hook is not this service's, or there is "
        "no card and data of another patient stand where this one's should, or a draft order could not be checked."
    ),
    "429": "Too many calls from this client; see Retry-After.",
    "500": "The service failed. Nothing can be concluded about the patient.",
    "503": "Too many calls at a time, no answer in time, or the store does not answer; see Retry-After.",
}
_BENCH_ERRORS = _ERRORS | {
    "403": "Own files are taken in demo mode only.",
    "404": "There is no sample of that name.",
}
_DESCRIPTION = (
    "Decision support for petechiae, purpura and low platelet counts, over CDS Hooks 2.0 and FHIR R4.\n\n"
    'An empty list of cards means "nothing to say". Every failure is an error status with an OperationOutcome that '
    "names each member at fault. Members that are not defined here are ignored in requests."
)
_JWT = (
    "JWT of the CDS client, good for one call. Header: alg (ES384 or RS384), typ JWT, kid, perhaps jku. Claims: iss, "
    "aud (the address called; feedback has its own), exp, iat, jti, perhaps nbf, tenant. Needed when clients are "
    "declared."
)


def build_openapi() -> dict[str, Any]:
    """The document as plain data, the same on every call."""
    spec = APISpec(
        title="Petechiae CDS",
        version=VERSION,
        openapi_version="3.1.0",
        plugins=[MarshmallowPlugin()],
        info={
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        servers=[{"url": "/"}],
        security=[{}, {"clientToken": []}],
        tags=[
            {"name": "CDS Hooks", "description": "What an electronic health record calls."},
            {"name": "Operation", "description": "What a monitor calls."},
            {"name": "Workbench", "description": "What the page at / calls: cards of samples and files, with what-if."},
        ],
    )
    spec.components.security_scheme(
        "clientToken", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": _JWT}
    )
    for path, operations in _paths().items():
        spec.path(path=path, operations=operations)
    document = {"openapi": "3.1.0", **spec.to_dict()}
    document["components"]["schemas"]["CardFeedback"] |= _ACCEPTED_NAMES_SUGGESTIONS
    return document


def openapi_yaml() -> str:
    """The document as YAML."""
    return yaml.safe_dump(build_openapi(), sort_keys=False, allow_unicode=True, width=110)


def _paths() -> dict[str, dict[str, Any]]:
    service = {
        "name": "service_id",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "example": "petechiae-differential",
    }
    return {
        "/cds-services": {
            "get": _operation(
                "discover",
                "List the services",
                ("The services, with what each wants to be sent.", DiscoverySchema),
                ("401", "405", "406", "429", "503"),
            ),
        },
        "/cds-services/{service_id}": {
            "post": {
                **_operation(
                    "call",
                    "Ask for cards on this patient",
                    ("The cards; none when there is nothing to say.", CdsResponseSchema),
                    (
                        *("400", "401", "403", "404", "405", "406", "408", "412", "413", "415", "422", "429"),
                        *("500", "503"),
                    ),
                ),
                "parameters": [service],
                "requestBody": _body(
                    HookRequestSchema,
                    {
                        example.name: {"summary": example.summary, "value": example.request}
                        for example in examples()
                        if example.name in _DOCUMENTED
                    },
                ),
            },
        },
        "/cds-services/{service_id}/feedback": {
            "post": {
                **_operation(
                    "feedback",
                    "Say what became of the cards",
                    ("The feedback is stored.", {"type": "object", "maxProperties": 0}),
                    ("400", "401", "403", "404", "405", "406", "408", "413", "415", "429", "500", "503"),
                ),
                "parameters": [service],
                "requestBody": _body(FeedbackSchema, _FEEDBACK_EXAMPLES),
            },
        },
        "/feedback-report": {
            "get": _operation(
                "report",
                "What became of the cards",
                ("Counts by service, topic and version of the knowledge.", FeedbackReportSchema),
                ("401", "405", "429", "503"),
                "Operation",
            ),
        },
        "/workbench/cards": {
            "get": {
                **_operation(
                    "sampleCards",
                    "Cards of an invented patient",
                    ("The cards as the service gives them.", CdsResponseSchema),
                    ("400", "404", "429", "503"),
                    _BENCH,
                ),
                "parameters": [_SAMPLE, _SUPPOSED],
            },
            "post": {
                **_operation(
                    "fileCards",
                    "Cards for a FHIR file, in demo mode only",
                    ("The cards as the service gives them.", CdsResponseSchema),
                    ("400", "403", "413", "429", "503"),
                    _BENCH,
                ),
                "parameters": [_PATIENT, _SUPPOSED],
                "requestBody": {
                    "required": True,
                    "description": "A FHIR Bundle, a resource or a CDS Hooks request. It is not kept.",
                    "content": {_JSON: {"schema": {"type": "object"}}},
                },
            },
        },
        "/health/live": {"get": _operation("live", "Liveness", ("The process answers.", LiveSchema), (), "Operation")},
        "/health/ready": {
            "get": _operation("ready", "Readiness", ("Calls can be answered.", HealthSchema), (), "Operation")
        },
        "/health/store": {
            "get": _with_503(
                _operation("store", "Store", ("The store takes what is to be kept.", StoreSchema), (), "Operation")
            ),
        },
    }


_BENCH = "Workbench"
_SAMPLE = {
    "name": "sample",
    "in": "query",
    "description": "The invented patient; without it, or empty, the first one.",
    "schema": {"type": "string", "enum": [*(example.name for example in examples()), ""]},
}
_PATIENT = {
    "name": "patient",
    "in": "query",
    "description": "The patient, when the file holds several.",
    "schema": {"type": "string"},
}
_SUPPOSED = {
    "name": "supposed",
    "in": "query",
    "description": "Findings supposed in place of the chart's, each as `if.<finding>=<state>`: `if.fever=present`.",
    "style": "form",
    "explode": True,
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    "example": {"if.fever": "present"},
}

_ACCEPTED_NAMES_SUGGESTIONS = {
    "if": {"properties": {"outcome": {"const": "accepted"}}, "required": ["outcome"]},
    "then": {"required": ["acceptedSuggestions"]},
}
"""A rule between two members, which the schemas have as code."""

_DOCUMENTED = ("adult-ttp", "child-itp", "order-apixaban", "silent")
"""Examples inside the document; the workbench has all of them, and /examples/<name>.json serves each."""

_FEEDBACK_EXAMPLES = {
    "accepted": {
        "summary": "A suggestion was taken",
        "value": {
            "feedback": [
                {
                    "card": "f6b95768-b1c8-40dc-8385-bf3504b82ffb",
                    "outcome": "accepted",
                    "acceptedSuggestions": [{"id": "d94a2ff7-0b5b-4d0f-9a07-d03b6b5a8f3e"}],
                    "outcomeTimestamp": "2026-11-20T08:15:30Z",
                }
            ]
        },
    },
    "overridden": {
        "summary": "The card was overridden",
        "value": {
            "feedback": [
                {
                    "card": "f6b95768-b1c8-40dc-8385-bf3504b82ffb",
                    "outcome": "overridden",
                    "overrideReason": {"userComment": "Known and stable."},
                    "outcomeTimestamp": "2026-11-20T08:15:30.500Z",
                }
            ]
        },
    },
}


def _operation(
    name: str,
    summary: str,
    answer: tuple[str, type[Schema] | dict[str, Any]],
    errors: tuple[str, ...],
    tag: str = "CDS Hooks",
) -> dict[str, Any]:
    """``answer`` is what a 200 says and its body."""
    said, schema = answer
    responses: dict[str, Any] = {"200": {"description": said, "content": {_JSON: {"schema": schema}}}}
    known = _BENCH_ERRORS if tag == _BENCH else _ERRORS
    for status in errors:
        responses[status] = {
            "description": known[status],
            "content": {_JSON: {"schema": OperationOutcomeSchema}},
        }
    return {"operationId": name, "summary": summary, "tags": [tag], "responses": responses}


def _with_503(operation: dict[str, Any]) -> dict[str, Any]:
    responses = operation["responses"]
    responses["503"] = {**responses["200"], "description": "The store does not answer, or takes no row."}
    return operation


def _body(schema: type[Schema], samples: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {_JSON: {"schema": schema, "examples": samples}}}


if __name__ == "__main__":
    sys.stdout.write(openapi_yaml())
