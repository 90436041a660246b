"""The knowledge prepared for reading: entries, their users, search, sentences. Made once a start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.web.browser.entries import entries_of
from cds.web.browser.searching import Search
from cds.web.browser.sentences import Sentences
from cds.web.browser.uses import uses_of
from rules.likelihood import LikelihoodTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds.web.browser.entries import Entry
    from cds.web.browser.kinds import Key, Kind
    from cds.web.browser.uses import Use
    from rules.definitions import Knowledge

__all__ = ["Library"]


@dataclass(frozen=True, slots=True)
class Library:
    """One knowledge and what was computed of it."""

    knowledge: Knowledge
    entries: Mapping[Key, Entry]
    uses: Mapping[Key, tuple[Use, ...]]
    search: Search
    sentences: Sentences
    table: LikelihoodTable

    @classmethod
    def of(cls, knowledge: Knowledge) -> Library:
        """Takes some tenths of a second."""
        entries = entries_of(knowledge)
        return cls(
            knowledge,
            entries,
            uses_of(knowledge),
            Search(entries.values()),
            Sentences(knowledge),
            LikelihoodTable(knowledge),
        )

    def of_kind(self, kind: Kind) -> Mapping[str, list[Entry]]:
        """Entries of a kind by their group, groups in order of name."""
        groups: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            if entry.key.kind is kind:
                groups.setdefault(entry.group, []).append(entry)
        return dict(sorted(groups.items()))

    def users(self, key: Key) -> Mapping[Kind, list[tuple[Entry, str]]]:
        """Who uses the entry and how, by kind; a user that does so in several ways stands once."""
        found: dict[Kind, dict[Key, list[str]]] = {}
        for use in self.uses.get(key, ()):
            found.setdefault(use.by.kind, {}).setdefault(use.by, []).append(use.how)
        return {
            kind: [(self.entries[by], ", ".join(hows)) for by, hows in users.items()] for kind, users in found.items()
        }
