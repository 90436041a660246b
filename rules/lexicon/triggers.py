"""The words around a concept that deny it, date it, doubt it or hand it to a relative. Plain language, no medicine."""

from __future__ import annotations

from enum import Enum

__all__ = ["FILLERS", "LIST_BREAKERS", "TELLS", "TERMINATORS", "TRIGGERS", "Direction", "Sense", "Trigger"]


class Sense(Enum):
    """What a trigger does to the concepts in its reach."""

    NEGATED = "negated"
    HISTORICAL = "historical"
    UNCERTAIN = "uncertain"
    FAMILY = "family"
    NOTHING = "nothing"


class Direction(Enum):
    """Where a trigger reaches.

    EITHER: forward when a concept follows in its part of the sentence, else backward ("rash absent", "absent rash").
    LAST: forward, or backward when nothing follows ("no rash", "rash: no").
    """

    FORWARD = "forward"
    BACKWARD = "backward"
    EITHER = "either"
    LAST = "last"


Trigger = tuple[Sense, Direction]

_FORWARD = {
    Sense.NEGATED: (
        "not, not had, not have, not having, "
        "without, denies, deny, denying, negative for, absence of, never, never had, never has, free of, free from, "
        "no evidence of, no sign of, no signs of, no history of, no h o, no hx of, no past history of, no known, "
        "no previous history of, no personal history of, no prior history of, no family history of, lack of, lacks, "
        "lacking, neither, nor, fails to reveal, failed to reveal, "
        "does not have, did not have, do not have, has not had, have not had, had not had, has no, had no, have no, "
        "doesnt, didnt, dont, hasnt, hadnt, isnt, wasnt, havent, zero, rather than, no complaint of, "
        "no complaints of, unremarkable for, no recent, no current, no active, no new, no further, no more, no other, "
        "no suspicion of, no concern for, no concerns about, no report of, no reports of, not known to have, ve for, "
        "ruled out for, rules out, not complaining of, no recent history of, absent history of"
    ),
    Sense.HISTORICAL: (
        "history of, h o, hx of, hx, previous, previously, prior, past, past history of, past medical history, "
        "past medical history of, pmh, pmhx, medical history, remote, former, formerly, old, recovered from, "
        "previous history of, prior history of, personal history of, known history of, resolved, no longer, "
        "no longer has, childhood history of, years ago had"
    ),
    Sense.UNCERTAIN: (
        "possible, possibly, probable, probably, suspected, suspicion of, suspicion for, suspicious for, suspect, "
        "cannot exclude, could not exclude, can not exclude, cant exclude, not able to exclude, rule out, r o, "
        "to rule out, query, queried, concern for, concerning for, concerned about, worried about, may have, "
        "might have, "
        "may be, might be, could be, maybe, perhaps, presumed, presumptive, provisional, likely, differential, "
        "differential diagnosis, ddx, versus, vs, consider, considering, questionable, equivocal, "
        "if, in case of, risk of, risk for, at risk of, at risk for, increased risk of, high risk of, low risk of, "
        "return if, return for, monitor for, watch for, watch out for, screen for, screening for, "
        "prophylaxis for, prophylaxis against, prevention of, advised about, exclude, to exclude, evaluate for, "
        "evaluation for, assess for, workup for, work up for, test for, testing for, tested for, awaiting, "
        "suggestive of, suggests, compatible with, consistent with"
    ),
    Sense.FAMILY: (
        "family history, family history of, family hx, fhx, fh, family medical history, maternal, paternal, "
        "runs in the family, in the family, relative, relatives, mother, mom, mum, mothers, father, dad, fathers, "
        "parent, parents, brother, brothers, sister, sisters, sibling, siblings, uncle, uncles, aunt, aunts, cousin, "
        "cousins, grandmother, grandfather, grandparent, grandparents, nephew, niece, son, daughter, half brother, "
        "half sister, twin brother, twin sister, maternal history, maternal obstetric history, maternal uncle, "
        "maternal uncles, maternal aunt, paternal uncle, paternal aunt, maternal grandmother, maternal grandfather, "
        "paternal grandmother, paternal grandfather, wife, husband"
    ),
    Sense.NOTHING: (
        "not only, not just, no change in, no change of, no change, not changed, no increase, no increase in, "
        "no decrease, no decrease in, no improvement, no improvement in, no improvement of, no resolution, "
        "no resolution of, no worsening of, no worsening, without improvement, without improvement of, "
        "without resolution of, without change in, not improving, not improved, not resolved, not resolving, "
        "no response, no response to, not responding, not respond, no relief, no relief of, without relief, "
        "not certain, not necessarily, not sure, no doubt, without doubt, not drain, no cause for, no cause of, "
        "no explanation for, no reason for, without cause, without reason, without explanation, "
        "no treatment for, not treated for, not disappear, not fade, not fading, without difficulty, gram negative"
    ),
}
_BACKWARD = {
    Sense.NEGATED: (
        "not present, not seen, not found, not observed, not noted, not detected, not demonstrated, not identified, "
        "not palpable, not felt, not reported, not evident, not apparent, was denied, were denied, is absent, "
        "are absent, was absent, were absent, was negative, were negative, is negative, are negative, not visible, "
        "has been ruled out, have been ruled out, was ruled out, were ruled out, has been excluded, was excluded, "
        "were excluded, not elicited, not suspected, not reactive, non reactive, nonreactive, not documented, "
        "no evidence"
    ),
    Sense.HISTORICAL: (
        "in childhood, as a child, in infancy, in the past, in her childhood, in his childhood, years ago, "
        "has resolved, have resolved, had resolved, now resolved, since resolved, has settled, has cleared, "
        "in remission, previously treated, in adolescence, as a teenager, at birth in past"
    ),
    Sense.UNCERTAIN: (
        "not excluded, not ruled out, cannot be excluded, cannot be ruled out, could not be excluded, "
        "not been excluded, not been ruled out, not yet excluded, not yet ruled out, is possible, is suspected, "
        "was suspected, unlikely, is unlikely, is likely, is considered, not confirmed, unconfirmed, to be excluded, "
        "to be ruled out, not sent, pending"
    ),
}
_EITHER = {Sense.NEGATED: "absent, denied, excluded, ruled out, negative"}
_LAST = {Sense.NEGATED: "no, none, nil"}


def _table() -> dict[str, Trigger]:
    table: dict[str, Trigger] = {}
    for direction, senses in (
        (Direction.FORWARD, _FORWARD),
        (Direction.BACKWARD, _BACKWARD),
        (Direction.EITHER, _EITHER),
        (Direction.LAST, _LAST),
    ):
        for sense, phrases in senses.items():
            table.update({phrase.strip(): (sense, direction) for phrase in phrases.split(",") if phrase.strip()})
    return table


TRIGGERS = _table()
"""Folded phrase to what it does."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILLERS = _words(
    "a an any bilateral both her his its left marked mild moderate my quite right severe some the their these "
    "this very your"
)
"""Words that may stand between the words of a phrase: "bleeding from the gums", "swollen left knee"."""

TERMINATORS = _words(
    "although because but complaining complains currently despite developed developing develops except had has "
    "have however nevertheless noted notes now otherwise presentation presented presenting presents revealed "
    "reveals showed showing shows still then therefore though today whereas which while who yet"
)
"""Words that end the reach of a trigger."""

LIST_BREAKERS = _words(
    "about after ago are at baby be before began child during first following for found from he her his in infant "
    "is new on only over patient positive present seen she since started there they this was were with yes"
)
"""Words that show that what follows a comma is no longer the denied list."""

TELLS = _words(
    "believes brings brought complains concerned denied denies described describes felt finds found gave gives "
    "mentioned mentions noted notes noticed notices noticing observed recalls report reported reporting reports "
    "said saw says stated states thinks thought worried"
)
"""What somebody does who only tells the story: "mother noticed a rash"."""
