"""The addresses of CDS Hooks: discovery, a call, feedback."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from cds.caller import current_caller
from cds.errors import Issue, Rejected
from cds.hooks.auditing import audited
from cds.hooks.body import BodyLimits, read_body
from cds.hooks.deadline import Deadline
from cds.hooks.feedback_schema import read_feedback
from cds.hooks.request_schema import read_call
from cds.hooks.self_check import SelfCheck
from cds.log_codes import LogCode, log
from cds.store.database import StoreUnreachable
from cds.wire import json_response

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cds.hooks.silence import Silence
    from cds.services.catalogue import Catalogue, CdsService
    from cds.store.store import Store

__all__ = ["CallLimits", "hooks_blueprint"]

_JSON_ACCEPTED = frozenset({None, "*/*", "application/json"})
"""What most clients say they accept; any other header is taken apart."""


@dataclass(frozen=True, slots=True)
class CallLimits:
    """``body`` bounds what is read, ``seconds`` the time from arrival to answer, ``silence`` what is said again."""

    body: BodyLimits
    seconds: float
    silence: Silence


def hooks_blueprint(
    catalogue: Catalogue, store: Store, limits: CallLimits, clock: Callable[[], datetime], knowledge_version: str
) -> Blueprint:
    """The blueprint for these services. ``clock`` gives "now" as an aware datetime in UTC."""
    hooks = Blueprint("hooks", __name__, url_prefix="/cds-services")
    looking = SelfCheck()

    @hooks.before_request
    def accepts_json() -> None:
        if request.headers.get("Accept") in _JSON_ACCEPTED:
            return
        accepted = request.accept_mimetypes
        if accepted and accepted.best_match(["application/json", "application/fhir+json"]) is None:
            raise Rejected(406, [Issue("not-supported", "Answers are application/json; the Accept header refuses it.")])

    @hooks.get("")
    def discovery() -> Response:
        return json_response(catalogue.discovery(clock().date()))

    @hooks.post("/<service_id>")
    def call(service_id: str) -> Response:
        service = _service(catalogue, service_id)
        deadline = Deadline.after(limits.seconds)
        with audited(store, service, knowledge_version, clock()) as audit:
            hook_call = read_call(read_body(limits.body, deadline), service.hook, deadline)
            if not _is_uuid(hook_call.hook_instance):
                log(LogCode.HOOK002, service=service.id)
            answer = audit.answer = service.answer(hook_call)
            keys = limits.silence.keys(answer, hook_call)
            silent = limits.silence.places(answer, keys, store, clock())
            answer = audit.answer = answer.without(silent)
            audit.keys = tuple(key for place, key in enumerate(keys) if place not in silent)
        log(
            LogCode.HOOK001,
            service=service.id,
            cards=len(answer.cards),
            indicators=answer.indicators,
            missing=len(answer.missing),
            unread=answer.unread,
            silent=answer.silent,
        )
        document = answer.document()
        looking.look_at(document, service.id)
        return json_response(document)

    @hooks.post("/<service_id>/feedback")
    def feedback(service_id: str) -> Response:
        service = _service(catalogue, service_id)
        items = read_feedback(read_body(limits.body, Deadline.after(limits.seconds)).plain)
        try:
            store.add_feedback(service.id, items, clock(), current_caller().client)
        except StoreUnreachable:
            text = "The feedback could not be stored. Send it again later."
            raise Rejected(503, [Issue("transient", text)], {"Retry-After": "60"}) from None
        accepted = sum(item.outcome == "accepted" for item in items)
        log(
            LogCode.FEEDBACK001,
            service=service.id,
            items=len(items),
            accepted=accepted,
            overridden=len(items) - accepted,
        )
        return json_response({})

    return hooks


def _service(catalogue: Catalogue, service_id: str) -> CdsService:
    service = catalogue.get(service_id)
    if service is None:
        known = ", ".join(catalogue.ids)
        raise Rejected(404, [Issue("not-found", f"There is no service of that id. This server has: {known}.")])
    return service


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
