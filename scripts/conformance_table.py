"""Which test holds which duty of CDS Hooks: read from the names of the tests in tests/conformance."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["DUTIES", "NOT_TESTED", "conformance_table"]

_TESTS = Path(__file__).resolve().parent.parent / "tests" / "conformance"
_TEST = re.compile(r"^def (test_([a-z]+)_(\d\d)_(\w+))\(", re.MULTILINE)

DUTIES = {
    "GEN": ("JSON", 7),
    "EXT": ("extensions", 3),
    "DISC": ("discovery", 21),
    "PFT": ("prefetch templates", 11),
    "REQ": ("requests", 20),
    "HOOK": ("hooks", 5),
    "PFD": ("prefetched data", 10),
    "FHIR": ("FHIR access", 13),
    "HTTP": ("status and errors", 9),
    "RESP": ("answers", 8),
    "CARD": ("cards", 17),
    "SRC": ("sources", 5),
    "CODE": ("codings", 2),
    "SUG": ("suggestions", 6),
    "ACT": ("actions", 11),
    "SYS": ("system actions", 3),
    "OVR": ("override reasons", 3),
    "LINK": ("links", 8),
    "FB": ("feedback", 14),
    "SEC": ("security", 21),
    "CORS": ("browsers", 6),
    "EPIC": ("Epic's dialect", 3),
}
"""Group of duties -> what it is about, and how many there are."""

NOT_TESTED = {
    "DISC-14": "a permission: other statuses may be used",
    "FHIR-12": "registration of this service with the EHR: the operator's",
    "HTTP-03": "a permission: other statuses may be used",
    "LINK-08": "registration of links with the EHR: the operator's",
    "PFD-07": "the client's duty",
    "PFT-04": "a permission that is not used: tokens for the user",
    "PFT-08": "a permission that is not used: `_maxresults`",
    "PFT-09": "a judgement: the queries are those that US Core and IPS servers answer",
    "RESP-07": "the client's duty",
    "SEC-15": "a setting: `tenants` in the file of clients, see tests/cds/security",
    "SEC-17": "a permission: mutual TLS, at the proxy",
    "SEC-19": "a judgement: FHIR's page on security of communication",
    "SRC-05": "a judgement: which source a card names",
    "SYS-02": "no system actions are sent",
}
"""Duty -> why no test holds it."""


def tests_by_duty() -> dict[str, list[str]]:
    """The names of the tests of each duty, in the order of their files."""
    found: dict[str, list[str]] = {}
    for path in sorted(_TESTS.glob("test_*.py")):
        for _, group, number, words in _TEST.findall(path.read_text("utf-8")):
            found.setdefault(f"{group.upper()}-{number}", []).append(words)
    return found


def conformance_table() -> str:
    """The duties in Markdown, a table a group. Raises ValueError for a duty with neither a test nor a reason."""
    tests = tests_by_duty()
    known = {f"{group}-{number:02}" for group, (_, most) in DUTIES.items() for number in range(1, most + 1)}
    if unknown := (tests.keys() | NOT_TESTED.keys()) - known:
        raise ValueError(f"No such duty: {', '.join(sorted(unknown))}")
    if both := tests.keys() & NOT_TESTED.keys():
        raise ValueError(f"A test and a reason to have none: {', '.join(sorted(both))}")
    lines = []
    for group, (about, most) in DUTIES.items():
        lines += [f"### {group}: {about}", "", "| duty | what the test shows |", "|---|---|"]
        for number in range(1, most + 1):
            duty = f"{group}-{number:02}"
            if duty not in tests and duty not in NOT_TESTED:
                raise ValueError(f"{duty} has no test in tests/conformance and no reason to have none.")
            words = "; ".join(dict.fromkeys(name.replace("_", " ") for name in tests.get(duty, ())))
            lines.append(f"| {duty} | {words or f'*no test: {NOT_TESTED[duty]}*'} |")
        lines.append("")
    return "\n".join(lines).strip()
