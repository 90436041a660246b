"""The index of who uses what, held against what the loading finds in the files by a way of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.web.browser.kinds import Key, Kind
from cds.web.browser.uses import uses_of
from rules.loading.checking import plain_knowledge
from rules.loading.kinds import Kind as Folder
from rules.loading.mentions import MENTIONS
from tests.test_architecture import ROOT

if TYPE_CHECKING:
    from rules.definitions import Knowledge

PAGES = {
    Folder.CAUSES: Kind.CAUSE,
    Folder.GATES: Kind.GATE,
    Folder.FINDINGS: Kind.FINDING,
    Folder.SCORES: Kind.SCORE,
    Folder.ORDER_SAFETY: Kind.ORDER_RULE,
    Folder.INGREDIENTS: Kind.DRUG,
    Folder.DOSES: Kind.DRUG,
    Folder.DRUG_CLASSES: Kind.DRUG_CLASS,
    Folder.WORKUPS: Kind.TEST,
    Folder.ADVICE: Kind.ADVICE,
    Folder.LABS: Kind.LAB,
    Folder.TRIGGERS: Kind.TRIGGER,
    Folder.REFERENCES: Kind.REFERENCE,
}


def test_every_kind_of_entry_that_has_a_page_is_tried() -> None:
    assert set(PAGES.values()) == set(Kind)


def test_whatever_a_file_names_knows_the_file_and_nothing_else_is_said_to_use_it(knowledge: Knowledge) -> None:
    files = plain_knowledge(ROOT / "rules/knowledge")
    named = {
        (Key(PAGES[mention.kind], mention.id), Key(PAGES[folder], name))
        for folder in PAGES.keys() & MENTIONS.keys()
        for name, data in files[folder].items()
        for mention in MENTIONS[folder](data)
        if mention.kind in PAGES
    }
    told = {(used, use.by) for used, uses in uses_of(knowledge).items() for use in uses}
    assert told == {(used, by) for used, by in named if used != by}
