"""The kinds of entries that have a page, and how a page points at an entry."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

__all__ = ["Key", "Kind", "Link"]


class Kind(StrEnum):
    """One kind of entry; the value is its part of the address. The order is that of the contents."""

    CAUSE = "causes"
    GATE = "gates"
    FINDING = "findings"
    SCORE = "scores"
    ORDER_RULE = "order-rules"
    DRUG = "drugs"
    DRUG_CLASS = "drug-classes"
    TEST = "tests"
    ADVICE = "advice"
    LAB = "labs"
    TRIGGER = "triggers"
    REFERENCE = "references"

    @property
    def heading(self) -> str:
        """What a list of them is headed with."""
        return _WORDS[self][0]

    @property
    def one(self) -> str:
        """What one of them is called."""
        return _WORDS[self][1]

    @property
    def what(self) -> str:
        """What they are, in a sentence."""
        return _WORDS[self][2]


_WORDS = {
    Kind.CAUSE: ("Causes", "Cause", "What the ranking is made of: how common it is, what each finding says of it."),
    Kind.GATE: ("Dangers", "Danger", "Situations that are named by criteria, whatever the ranking says."),
    Kind.FINDING: ("Findings", "Finding", "The evidence: how each is read from a chart, and what it weighs."),
    Kind.SCORE: ("Scores", "Score", "Published scores, each with a calculator that keeps what is not known open."),
    Kind.ORDER_RULE: ("Order rules", "Order rule", "What is said about a draft order before it is signed."),
    Kind.DRUG: ("Drugs", "Drug", "Ingredients and the names a chart may use for them."),
    Kind.DRUG_CLASS: ("Drug classes", "Drug class", "Groups of drugs as the rules speak of them."),
    Kind.TEST: ("Tests", "Test", "What may be suggested next, why, and when it counts as done."),
    Kind.ADVICE: ("Advice", "Advice", "Sentences that are shown when their criterion holds."),
    Kind.LAB: ("Laboratory and vital signs", "Laboratory test", "Units and normal limits by age and sex."),
    Kind.TRIGGER: ("Reasons to speak", "Reason to speak", "Without one of these, or a danger, the service is silent."),
    Kind.REFERENCE: ("Sources", "Source", "Where the numbers and criteria come from, and what rests on each."),
}  # fmt: skip


class Key(NamedTuple):
    """Which entry."""

    kind: Kind
    id: str


class Link(NamedTuple):
    """An entry by its name; ``key`` None is a name without a page."""

    label: str
    key: Key | None = None
