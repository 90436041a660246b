"""The entries of all sources by what they are read for: each kind has its turn."""

from __future__ import annotations

import msgspec

from cds.fhir.entries import KINDS, Entry, Unreadable

__all__ = ["MEDICINES", "SortedEntries"]

MEDICINES = frozenset({
    "MedicationRequest", "MedicationStatement", "MedicationAdministration", "MedicationDispense", "MedicationOrder",
    "MedicationUsage",
})  # fmt: skip
_PLACES: dict[type, int] = {
    msgspec.Raw: 3,
    bytes: 3,
    **{
        type_: {"Encounter": 1, **dict.fromkeys(MEDICINES, 2), "Medication": 3, "Patient": 4}.get(kind, 0)
        for type_, kind in KINDS.items()
    },
}
"""What each type is read for, as its place among the lists of ``SortedEntries``."""


class SortedEntries:
    """The entries of all sources by what they are read for."""

    __slots__ = ("medications", "medicines", "others", "patients", "visits")

    def __init__(self) -> None:
        self.patients: list[Entry] = []
        self.medications: list[Entry] = []
        self.medicines: list[Entry] = []
        self.visits: list[Entry] = []
        self.others: list[Entry] = []

    def sort(self, entries: list[Entry]) -> int:
        """Adds the entries of one source; returns how many had no resourceType."""
        unnamed = 0
        lists = (self.others, self.visits, self.medicines, self.medications, self.patients)
        for entry in entries:
            sent = type(entry.resource)
            place = _PLACES.get(sent)
            if place is not None:
                lists[place].append(entry)
            elif sent is Unreadable:
                unnamed += self._sort_unreadable(entry)
        return unnamed

    def _sort_unreadable(self, entry: Entry) -> int:
        kind = entry.resource.kind
        if not kind:
            return 1
        (self.patients if kind == "Patient" else self.medicines if kind in MEDICINES else self.others).append(entry)
        return 0
