"""The ranking as it stands, and how far each cause moved by what was supposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.reasons import Assessment

__all__ = ["Move", "Place", "Shift", "ranking", "shift"]


@dataclass(frozen=True, slots=True)
class Move:
    """``kind``: up, down, same or new; ``by`` places; ``word`` is the band before when it changed."""

    kind: str
    by: int = 0
    word: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One cause in its place."""

    rank: int
    id: str
    label: str
    band: str
    dangerous: bool
    contributor: bool
    move: Move
    findings: str


@dataclass(frozen=True, slots=True)
class Shift:
    """What the suppositions changed beside the order: levels, dangers that fire now or no longer."""

    level_before: str
    level_after: str
    fired: tuple[str, ...]
    gone: tuple[str, ...]
    leader_before: str
    leader_after: str

    @property
    def level_changed(self) -> bool:
        """The cards would carry another level."""
        return self.level_before != self.level_after


def ranking(charted: Assessment, assessed: Assessment, shown: int) -> tuple[Place, ...]:
    """The first ``shown`` causes of ``assessed``, and those further down that were among the first before."""
    before = {ranked.cause.id: ranked for ranked in charted.causes}
    places = []
    for ranked in assessed.causes:
        old = before.get(ranked.cause.id)
        if ranked.rank > shown and (old is None or old.rank > shown or charted is assessed):
            continue
        if charted is assessed or not charted.causes:
            move = Move("same")
        elif old is None:
            move = Move("new")
        else:
            word = old.band.value if old.band is not ranked.band else ""
            by = old.rank - ranked.rank
            move = Move("up" if by > 0 else "down" if by < 0 else "same", abs(by), word)
        rows = (*ranked.reasons_for, *ranked.reasons_against)
        places.append(
            Place(
                rank=ranked.rank,
                id=str(ranked.cause.id),
                label=ranked.label,
                band=ranked.band.value,
                dangerous=ranked.cause.must_not_miss,
                contributor=ranked.contributor,
                move=move,
                findings=" ".join(str(row.finding.id) for row in rows if row.finding is not None),
            )
        )
    return tuple(places)


def shift(charted: Assessment, assessed: Assessment) -> Shift:
    """From ``charted`` to ``assessed``."""
    before = {fired.gate.id: fired.gate.label for fired in charted.gates}
    after = {fired.gate.id: fired.gate.label for fired in assessed.gates}
    return Shift(
        level_before=charted.level,
        level_after=assessed.level,
        fired=tuple(label for gate, label in after.items() if gate not in before),
        gone=tuple(label for gate, label in before.items() if gate not in after),
        leader_before=charted.causes[0].label if charted.causes else "",
        leader_after=assessed.causes[0].label if assessed.causes else "",
    )
