"""Where two files must agree: probabilities with states, labs with dimensions, codes with one owner."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rules.loading.findings import finding_mentions
from rules.loading.kinds import Kind
from rules.loading.probabilities import state_mismatch
from rules.loading.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.validation import Files

__all__ = ["disagreements"]


def disagreements(files: Files) -> Iterator[Problem]:
    """Everything that two files say differently of one thing."""
    yield from _evidence_fits_states(files)
    yield from _labs_use_canonical_units(files)
    yield from _codes_have_one_owner(files)
    yield from _merges_are_apart(files)
    yield from _findings_ask_for_no_score(files)


def _evidence_fits_states(files: Files) -> Iterator[Problem]:
    for name, cause in files[Kind.CAUSES].items():
        for index, row in enumerate(cause["evidence"]):
            finding = files[Kind.FINDINGS].get(row["finding"])
            mismatch = finding and state_mismatch(row["p"], finding["states"])
            if mismatch:
                yield Problem(f"{Kind.CAUSES}/{name}.yaml", f"evidence[{index}].p", mismatch)


def _labs_use_canonical_units(files: Files) -> Iterator[Problem]:
    for name, lab in files[Kind.LABS].items():
        dimension = files[Kind.UNITS].get(lab.get("dimension", ""))
        if dimension and dimension["canonical"] != lab["unit"]:
            reason = f"must be {dimension['canonical']}, the canonical unit of {lab['dimension']} (is {lab['unit']})"
            yield Problem(f"{Kind.LABS}/{name}.yaml", "unit", reason)


def _codes_have_one_owner(files: Files) -> Iterator[Problem]:
    for kind in (Kind.CONCEPTS, Kind.LABS, Kind.INGREDIENTS):
        owners: dict[tuple[str, str, str], list[tuple[str, int]]] = defaultdict(list)
        for name, definition in files[kind].items():
            for index, code in enumerate(definition.get("codes", ())):
                if code.get("verified", True):
                    owners[definition.get("kind", ""), code["system"], code["code"]].append((name, index))
        for (_, system, code), ((first, _index), *others) in owners.items():
            for name, index in others:
                where = "here already" if name == first else f"by {first}"
                yield Problem(f"{kind}/{name}.yaml", f"codes[{index}]", f"{system} {code} is claimed {where}")


def _findings_ask_for_no_score(files: Files) -> Iterator[Problem]:
    """Scores are reckoned from the findings, so they do not exist yet while findings are derived."""
    for name, finding in files[Kind.FINDINGS].items():
        for mention in finding_mentions(finding):
            if mention.kind is Kind.SCORES:
                yield Problem(f"{Kind.FINDINGS}/{name}.yaml", mention.path, "a finding cannot rest on a score")


def _merges_are_apart(files: Files) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for name, merge in files[Kind.MERGES].items():
        for index, member in enumerate(merge["members"]):
            first = owner.setdefault(member, name)
            if first != name:
                yield Problem(
                    f"{Kind.MERGES}/{name}.yaml", f"members[{index}]", f"{member} is merged by {first} already"
                )
