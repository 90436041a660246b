"""Accounts of whole charts: every platelet count and every anticoagulant order, used or not used with the reason.

What ought to be there is told without the reader: by a plain search for words in the raw JSON. What neither was used
nor has a reason is an error of the reader.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from cds.fhir.reading import Source, read_chart
from rules.chart import DrugUse, ResolvedBy
from rules.closure import closure
from rules.platelet_picture import PLATELETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cds.services.reasoning import Reasoning
    from rules.chart import Chart
    from rules.definitions import Knowledge

__all__ = ["Account", "Accounts", "Oracle", "without_quotes"]

_AFTER_ALL = datetime(2300, 1, 1, tzinfo=UTC)
"""After every chart: nothing is refused for being in the future."""
_ANTICOAGULANT = "anticoagulant"
_ORDERS = ("MedicationRequest", "MedicationAdministration", "MedicationStatement", "MedicationDispense")
_DEPTH = 3
"""A Medication made of Medications is followed as far as the reader follows it."""
_REFERENCE = re.compile(r'"((?:Medication/|urn:uuid:|#)[^"]+)"')
_QUOTED = re.compile(r":? ?'[^']*'")
"""What a reason quotes of the chart: its words, its numbers with their unit."""
_NUMBER = re.compile(r"^.*(?= is not a possible value)")


@dataclass(slots=True)
class Account:
    """One kind of thing: how many there were, how those that were used were told, why the others were not."""

    number: int = 0
    used: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def unexplained(self) -> int:
        """What was neither used nor has a reason: an error of the reader."""
        return self.number - self.used.total() - self.reasons.total()


@dataclass(slots=True)
class Accounts:
    """The accounts of one folder of charts."""

    name: str
    charts: int = 0
    counts: Account = field(default_factory=Account)
    orders: Account = field(default_factory=Account)
    laboratory: int = 0
    recognised: int = 0
    unread: Counter[str] = field(default_factory=Counter)


class Oracle:
    """Tells by words alone what is a platelet count and what is an anticoagulant, and accounts for each."""

    def __init__(self, engine: Reasoning) -> None:
        self._engine = engine
        lab = engine.knowledge.labs[PLATELETS]
        codes = {code.code for code in lab.codes if code.verified}
        self._count = re.compile(
            rf'"(?:platelet count|platelets|{"|".join(map(re.escape, sorted(codes)))}|Platelets \[#/[^"]*Blood[^"]*)"',
            re.IGNORECASE,
        )
        self._drug = re.compile(rf"\b(?:{'|'.join(map(re.escape, _names(engine.knowledge)))})\b", re.IGNORECASE)

    def account(self, name: str, bundles: Iterable[bytes]) -> Accounts:
        """Reads every Bundle and accounts for what is in it."""
        accounts = Accounts(name)
        for raw in bundles:
            accounts.charts += 1
            self._one(raw, accounts)
        return accounts

    def _one(self, raw: bytes, accounts: Accounts) -> None:
        resources = [entry["resource"] for entry in orjson.loads(raw).get("entry", ()) if "resource" in entry]
        chart = self._read(raw)
        results = {result.source: result for found in chart.results.values() for result in found}
        medications = {f"Medication/{each['id']}": each for each in resources if each["resourceType"] == "Medication"}
        exposures = {exposure.source: exposure for exposure in chart.drugs}
        for resource in resources:
            source: Any = f"{resource['resourceType']}/{resource.get('id')}"
            if resource["resourceType"] == "Observation":
                accounts.laboratory += 1
                accounts.recognised += source in results
                if self._count.search(_text(resource.get("code"))):
                    result = results.get(source)
                    told = None
                    if result is not None and result.lab == PLATELETS:
                        told = _told(result.value is not None, clumped="platelet clumps reported" in result.caveats)
                    self._enter(accounts.counts, told, resource)
            elif resource["resourceType"] in _ORDERS and self._drug.search(_traced(resource, medications)):
                exposure = exposures.get(source)
                told = None
                if exposure is not None and _ANTICOAGULANT in exposure.classes:
                    by = "code" if exposure.resolved_by is ResolvedBy.CODE else "name"
                    told = f"{'line care' if exposure.use is DrugUse.LINE_CARE else 'treatment'}, told by {by}"
                self._enter(accounts.orders, told, resource)
        accounts.unread.update(f"{each.lab or 'other'}: {without_quotes(each.why)}" for each in chart.unread)

    def _enter(self, account: Account, told: str | None, resource: dict[str, Any]) -> None:
        account.number += 1
        if told is not None and not told.startswith("words"):
            account.used[told] += 1
        elif reason := self._reason(resource):
            account.reasons[reason] += 1

    def _reason(self, resource: dict[str, Any]) -> str:
        """Why the reader made nothing of this resource when it is sent alone; empty when it does not say."""
        status = str(resource.get("status") or "").strip()
        if status in ("entered-in-error", "cancelled", "not-done", "not-taken"):
            return f"withdrawn or not done (status {status})"
        alone = self._read(orjson.dumps(resource))
        if alone.unread:
            return without_quotes(alone.unread[0].why)
        if alone.results.get(PLATELETS):
            return "another version of the same sample was used"
        return ""

    def _read(self, raw: bytes) -> Chart:
        return read_chart(
            [Source("chart", raw)], patient_id=None, as_of=_AFTER_ALL, terminology=self._engine.terminology
        )


def without_quotes(why: str) -> str:
    """A reason without what it quotes of the patient."""
    return _NUMBER.sub("the number", _QUOTED.sub("", why))


def _told(number: bool, *, clumped: bool) -> str:  # noqa: FBT001
    if number:
        return "a number, clumps reported" if clumped else "a number"
    return "no number: clumps reported" if clumped else "words"


def _names(knowledge: Knowledge) -> list[str]:
    """Every name of an ingredient of an anticoagulant class that is long enough not to be part of something else."""
    known = knowledge.drug_classes
    drugs = (
        drug
        for drug in knowledge.drugs.values()
        if _ANTICOAGULANT in closure(drug.classes, lambda each: known[each].implies)
    )
    return sorted({name for drug in drugs for name in (drug.label, *drug.names) if len(name) > 4})


def _text(value: object) -> str:
    return orjson.dumps(value).decode()


def _traced(resource: dict[str, Any], medications: dict[str, dict[str, Any]], depth: int = _DEPTH) -> str:
    """The words of an order that name its medicine, and those of all that it refers to."""
    named = {
        key: value
        for key, value in resource.items()
        if key.startswith(("medication", "contained", "code", "ingredient", "identifier"))
    }
    return " ".join(_trail(named, medications, depth))


def _trail(named: dict[str, Any], medications: dict[str, dict[str, Any]], depth: int) -> Iterator[str]:
    text = _text(named)
    yield text
    for target in _REFERENCE.findall(text) if depth else ():
        if target in medications:
            yield _traced(medications[target], medications, depth - 1)
