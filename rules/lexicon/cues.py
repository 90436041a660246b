"""The words around a concept that deny it, date it, doubt it or hand it to a relative. Plain language, no medicine."""

from __future__ import annotations

from rules.lexicon.senses import Cue, Direction, Sense
from rules.lexicon.silences import NOTHING, UNSAID

__all__ = [
    "AMOUNTS",
    "CONTRASTS",
    "CUES",
    "DENIALS",
    "FILLERS",
    "LIST_BREAKERS",
    "QUALIFIERS",
    "TELLS",
    "TERMINATORS",
]


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
        "no clinical evidence of, no definite evidence of, no convincing evidence of, no obvious, never any, "
        "no exposure to, no known exposure to, denies exposure to, no history of exposure to, no contact with, "
        "no known contact with, denies contact with, no history of contact with, "
        "without mention of, without any, without evidence of, without signs of, without sign of, without history of, "
        "ruled out for, rules out, not complaining of, no recent history of, absent history of"
    ),
    Sense.HISTORICAL: (
        "history of, h o, hx of, hx, previous, previously, prior, past, past history of, past medical history, "
        "past medical history of, remote, former, formerly, old, recovered from, "
        "earlier episode of, earlier episodes of, previous episode of, previous episodes of, past episode of, "
        "past episodes of, prior episode of, prior episodes of, "
        "previous history of, prior history of, known history of, no longer, status post, s p, "
        "no longer has, previously had, previously has had, "
        "previous pregnancy, last pregnancy, prior pregnancy, childhood history of, years ago had"
    ),
    Sense.UNCERTAIN: (
        "possibly, probably, suspicion of, suspicion for, suspicious for, suspect, "
        "cannot exclude, could not exclude, can not exclude, cant exclude, not able to exclude, rule out, r o, "
        "to rule out, query, queried, concern for, concerning for, concerned about, worried about, may have, "
        "might have, "
        "may be, might be, could be, maybe, perhaps, presumptive, provisional, likely, differential, "
        "differential diagnosis, ddx, versus, vs, consider, considering, questionable, equivocal, "
        "exposure to, exposed to, contact with, contact with and, close contact with, "
        "exclude, to exclude, evaluate for, unspecified whether, whether, possibility of, question of, "
        "evaluation for, workup for, work up for, awaiting, waiting for, "
        "suggestive of, suggests, compatible with, consistent with, thought to be, first thought to be, "
        "initially thought to be, thought at first to be, originally thought to be, mistaken for, first taken for, "
        "initially taken for, misdiagnosed as, initially diagnosed as, initially labelled as, initially labeled as, "
        "first labelled, presumed to be"
    ),
    Sense.FAMILY: (
        "family history, family history of, family hx, fhx, fh, family medical history, maternal, paternal, "
        "runs in the family, in the family, relative, relatives, mother, mom, mum, mothers, father, dad, fathers, "
        "parent, parents, brother, brothers, sister, sisters, sibling, siblings, uncle, uncles, aunt, aunts, cousin, "
        "cousins, grandmother, grandfather, grandparent, grandparents, nephew, niece, son, daughter, half brother, "
        "half sister, twin brother, twin sister, maternal history, maternal obstetric history, maternal uncle, "
        "maternal uncles, maternal aunt, paternal uncle, paternal aunt, maternal grandmother, maternal grandfather, "
        "paternal grandmother, paternal grandfather, wife, husband, brother died, brothers died, sister died, "
        "sibling died, previous sibling died"
    ),
    Sense.OTHERS: (
        "colleague, colleagues, coworker, coworkers, co worker, co workers, workmate, workmates, classmate, "
        "classmates, schoolmate, schoolmates, schoolfriend, school friend, school friends, of his class, of her class, "
        "in his class, in her class, in their class, of the class, in the class, roommate, roommates, room mate, "
        "flatmate, flatmates, housemate, housemates, dormitory mate, neighbour, neighbours, neighbor, neighbors, "
        "girlfriend, boyfriend, best friend, friend has, friend had, friend with, friends have, friends had, "
        "playmate, playmates, fellow pupil, fellow pupils, fellow student, "
        "fellow students, fellow recruit, fellow recruits, fellow traveller, fellow travellers, contact has, "
        "contact had, contacts have, contacts had, contact with a child with, "
        "contact with child with, exposed to a child with, exposed to child with, contact with someone with"
    ),
    Sense.NOTHING: NOTHING,
}
_BACKWARD = {
    Sense.NEGATED: (
        "not present, not seen, not found, not observed, not noted, not detected, not demonstrated, not identified, "
        "not palpable, not felt, not reported, not evident, not apparent, was denied, were denied, is absent, "
        "are absent, was absent, were absent, was negative, were negative, is negative, are negative, not visible, "
        "has been ruled out, have been ruled out, was ruled out, were ruled out, has been excluded, was excluded, "
        "were excluded, not elicited, not suspected, not reactive, non reactive, nonreactive, "
        "no evidence, not carried out"
    ),
    Sense.HISTORICAL: (
        "in childhood, as a child, in infancy, in the past, in her childhood, in his childhood, years ago, "
        "has completely gone, have completely gone, gone completely, has disappeared, have disappeared, "
        "has resolved, have resolved, had resolved, now resolved, since resolved, has settled, has cleared, "
        "has stopped completely, have stopped completely, has now stopped, have now stopped, "
        "has faded, have faded, in remission, previously treated, in adolescence, as a teenager, at birth in past"
    ),
    Sense.UNCERTAIN: (
        "not excluded, not ruled out, cannot be excluded, cannot be ruled out, could not be excluded, "
        "not been excluded, not been ruled out, not yet excluded, not yet ruled out, is possible, is suspected, "
        "was suspected, is unlikely, is likely, is considered, not confirmed, unconfirmed, to be excluded, "
        "to be ruled out, not sent, pending"
    ),
}
_EITHER = {
    Sense.NEGATED: "absent, denied, excluded, ruled out, negative",
    Sense.HISTORICAL: "resolved",
    Sense.UNCERTAIN: "unlikely, improbable, suspected, possible, probable, presumed",
}
_LAST = {
    Sense.NEGATED: (
        "no, none, nil, not given, never given, not received, not administered, never started, not started, "
        "never commenced, not commenced, never begun, not begun, never taken, never prescribed, not prescribed, "
        "not yet started, was never started, was not started"
    )
}
_NEXT = {
    Sense.NEGATED: (
        "non, refused, refuses, refusal of, declined, declines, "
        # Other languages share the Latin names and the abbreviations. They deny what follows at once and no more: where
        # a sentence in them turns is not known here.
        "kein, keine, keinen, keinerlei, ohne, kein hinweis auf, keine hinweise auf, kein anhalt fur, "
        "keine zeichen einer, pas de, pas d, sans, sans signe de, aucun, aucune, absence de, pas de signe de, "
        "sin evidencia de, sin signos de, sin datos de, senza, senza segni di, nessun, nessuna, "
        "assenza di, sem sinais de, geen, zonder, geen aanwijzingen voor, ingen, inga, ikke, utan, uten, uden, "
        "ingen tegn pa, ingen tegn til, inga tecken pa"
    ),
    Sense.HISTORICAL: "zustand nach, antecedent de, antecedents de, antecedentes de, storia di, status na, tidligere",
    Sense.UNCERTAIN: (
        "verdacht auf, ausschluss, ausschluss einer, ausschluss eines, suspicion de, suspicion d, sospecha de, "
        "suspeita de, sospetto di, sospetta, verdenking op, mistanke om, misstanke om"
    ),
}
_SENTENCE = {
    Sense.HISTORICAL: (
        "personal history of, personal history, past medical history, pmh, pmhx, late effect of, "
        "late effects of, late effect, late effects, sequela of, sequelae of, sequelae after, old healed, healed"
    )
}


def _table() -> dict[str, Cue]:
    table: dict[str, Cue] = {}
    for direction, senses in (
        (Direction.FORWARD, _FORWARD),
        (Direction.BACKWARD, _BACKWARD),
        (Direction.EITHER, _EITHER),
        (Direction.LAST, _LAST),
        (Direction.NEXT, _NEXT),
        (Direction.SENTENCE, _SENTENCE),
        *((direction, {Sense.UNSAID: phrases}) for direction, phrases in UNSAID.items()),
    ):
        for sense, phrases in senses.items():
            table.update({phrase.strip(): (sense, direction) for phrase in phrases.split(",") if phrase.strip()})
    return table


CUES = _table()
"""Folded phrase to what it does."""

DENIALS = frozenset(
    phrase
    for phrase, (sense, direction) in CUES.items()
    if sense is Sense.NEGATED and direction in {Direction.FORWARD, Direction.LAST} and " " not in phrase
)
"""Single words that deny what follows."""


QUALIFIERS = frozenset({"procedure", "finding", "disorder", "situation", "regime", "therapy"})
"""Words in brackets that end the title of a code: "Rubella screening (procedure)"."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILLERS = _words(
    "a an any are bilateral both extensive extremely few her his is its large left marked mild mildly moderate "
    "moderately multiple my numerous obvious persistent quite rather really right scattered several severe severely "
    "slight slightly small some the their these this very was were your"
)
"""Words that may stand between the words of a phrase: "bleeding from the gums", "swollen left knee"."""

CONTRASTS = _words("although but despite except however nevertheless though whereas while yet")
"""Words that part what is said before them from what is said after."""

TERMINATORS = _words(
    "although because but complaining complains currently despite developed developing develops except had has "
    "have however nevertheless noted notes now otherwise presentation presented presenting presents revealed "
    "reveals showed showing shows still then therefore though today whereas which while who yet"
)
"""Words that end the reach of a cue."""

AMOUNTS = _words(
    "bilateral diffuse extensive few large mild minimal moderate multiple numerous occasional patchy scattered several "
    "slight small some tiny widespread"
)
"""Words that show that what follows a comma is there: "no embolus, bilateral infiltrates"."""

LIST_BREAKERS = _words(
    "about after ago are at baby be before began child during first following for found from he her his in infant "
    "is new on only over patient positive present seen she since started there they this was were with yes"
)
"""Words that show that what follows a comma is no longer the denied list."""

TELLS = _words(
    "agreed asked believes brings brought complains concerned consented declined declines denied denies "
    "described describes felt finds found gave gives mentioned mentions noted notes noticed notices noticing "
    "observed opted recalls refused refuses report reported reporting reports said saw says stated states "
    "thinks thought wanted wants worried"
)
"""What somebody does who only tells the story: "mother noticed a rash"."""
