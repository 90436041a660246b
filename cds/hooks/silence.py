"""A card that was overridden for this patient is not shown again for a while, unless something has changed.

Nothing of the patient is kept: a card is known by a keyed digest, which without the key says nothing about anyone.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cds.caller import current_caller
from cds.store.database import StoreUnreachable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cds.hooks.calls import HookCall
    from cds.services.answers import Answer
    from cds.store.store import Store

__all__ = ["Silence"]

_CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Silence:
    """``hours`` a card stays silent after it was overridden, ``critical_hours`` a critical one; 0: it never does.

    ``secret`` keys the digests.
    """

    secret: bytes
    hours: int
    critical_hours: int

    def keys(self, answer: Answer, call: HookCall) -> tuple[str, ...]:
        """A name for each card of this patient at this hook as it is now; empty when the content is not known.

        Patients of different clients, tenants or FHIR servers are different patients.
        """
        caller = current_caller()
        whose = (call.hook, caller.client, caller.tenant, call.fhir_server, call.patient_id)
        return tuple(
            hmac.digest(self.secret, repr((*whose, content)).encode(), "sha256").hex() for content in answer.contents
        )

    def places(self, answer: Answer, keys: Sequence[str], store: Store, now: datetime) -> frozenset[int]:
        """Which cards are to stay silent; none when the store does not answer: no warning is silenced on a guess."""
        wanted = {
            place: now - timedelta(hours=hours)
            for place, card in enumerate(answer.cards[: len(keys)])
            if (hours := self.critical_hours if card["indicator"] == _CRITICAL else self.hours)
        }
        if not wanted:
            return frozenset()
        try:
            found = store.overridden([keys[place] for place in wanted], current_caller().client)
        except StoreUnreachable:
            return frozenset()
        return frozenset(place for place, since in wanted.items() if (at := found.get(keys[place])) and at >= since)
