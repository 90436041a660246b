"""The audit of one call: begun when it arrives, kept when it ends, however it ends."""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException

from cds.caller import current_caller
from cds.errors import Rejected
from cds.store.database import StoreUnreachable
from cds.store.records import CallRecord, GivenCard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from cds.services.answers import Answer
    from cds.services.catalogue import CdsService
    from cds.store.store import Store

__all__ = ["CallAudit", "audited"]

_LONGEST_NAME = 100


@dataclass(slots=True)
class CallAudit:
    """``answer`` is set when there is one, with the ``keys`` of its cards; ``status`` is what the client gets."""

    began: float = field(default_factory=time.perf_counter)
    answer: Answer | None = None
    keys: tuple[str, ...] = ()
    status: int = 200


@contextmanager
def audited(store: Store, service: CdsService, knowledge_version: str, at: datetime) -> Iterator[CallAudit]:
    """Keep one audit row for what happens inside.

    A store that is down is logged by the store itself and does not keep a card from its clinician.
    """
    call = CallAudit()
    try:
        yield call
    except Rejected as refusal:
        call.status = refusal.status
        raise
    except HTTPException as error:
        call.status = error.code or 500
        raise
    except Exception:
        call.status = 500
        raise
    finally:
        with suppress(StoreUnreachable):
            store.add_call(_record(call, service, knowledge_version, at))


def _record(call: CallAudit, service: CdsService, knowledge_version: str, at: datetime) -> CallRecord:
    caller, answer = current_caller(), call.answer
    return CallRecord(
        at=at,
        client=caller.client,
        tenant=caller.tenant,
        service=service.id,
        hook=service.hook,
        knowledge_version=knowledge_version,
        status=call.status,
        duration_ms=round((time.perf_counter() - call.began) * 1000),
        cards=tuple(_given(card, key) for card, key in zip_longest(answer.cards, call.keys)) if answer else (),
        missing=answer.missing if answer else (),
        unread=answer.unread if answer else 0,
        silent=answer.silent if answer else 0,
    )


def _given(card: Mapping[str, Any], key: str | None) -> GivenCard:
    topic = card["source"].get("topic", {}).get("code", "")
    # Cards of CDS Hooks 1.0 have no uuid.
    return GivenCard(card.get("uuid"), topic[:_LONGEST_NAME], card["indicator"], bool(card.get("suggestions")), key)
