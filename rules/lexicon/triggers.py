"""The words around a concept that deny it, date it, doubt it or hand it to a relative. Plain language, no medicine."""

from __future__ import annotations

from enum import Enum

__all__ = [
    "FILLERS",
    "LIST_BREAKERS",
    "QUALIFIERS",
    "TELLS",
    "TERMINATORS",
    "TRIGGERS",
    "Direction",
    "Sense",
    "Trigger",
]


class Sense(Enum):
    """What a trigger does to the concepts in its reach.

    UNSAID: advice, risk, tests and things not looked at; what they name is neither asserted nor denied. NOTHING: words
    that only look like a trigger.
    """

    NEGATED = "negated"
    HISTORICAL = "historical"
    UNCERTAIN = "uncertain"
    FAMILY = "family"
    UNSAID = "unsaid"
    NOTHING = "nothing"


class Direction(Enum):
    """Where a trigger reaches.

    EITHER: forward when a concept follows in its part of the sentence, else backward ("rash absent", "absent rash").
    LAST: forward, or backward when nothing follows ("no rash", "rash: no").
    SENTENCE: forward to the end of the sentence ("personal history of stroke, and brain injury").
    CLOSING: backward when the text ends with it, as titles do ("rubella screening (procedure)"), else nowhere.
    """

    FORWARD = "forward"
    BACKWARD = "backward"
    EITHER = "either"
    LAST = "last"
    SENTENCE = "sentence"
    CLOSING = "closing"


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
        "no clinical evidence of, no definite evidence of, no convincing evidence of, no obvious, never any, "
        "without mention of, without any, without evidence of, without signs of, without sign of, without history of, "
        "ruled out for, rules out, not complaining of, no recent history of, absent history of"
    ),
    Sense.HISTORICAL: (
        "history of, h o, hx of, hx, previous, previously, prior, past, past history of, past medical history, "
        "past medical history of, remote, former, formerly, old, recovered from, "
        "previous history of, prior history of, known history of, no longer, status post, s p, "
        "no longer has, childhood history of, years ago had"
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
        "suggestive of, suggests, compatible with, consistent with"
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
    Sense.NOTHING: (
        "not only, not just, no change in, no change of, no change, not changed, no increase, no increase in, "
        "no decrease, no decrease in, no improvement, no improvement in, no improvement of, no resolution, "
        "no resolution of, no worsening of, no worsening, without improvement, without improvement of, "
        "without resolution of, without change in, not improving, not improved, not resolved, not resolving, "
        "no response, no response to, not responding, not respond, no relief, no relief of, without relief, "
        "not certain, not necessarily, not sure, no doubt, without doubt, not drain, no cause for, no cause of, "
        "no explanation for, no reason for, without cause, without reason, without explanation, "
        "no treatment for, not treated for, not disappear, not fade, not fading, without difficulty, gram negative, "
        "not elsewhere classified, not otherwise specified, not specified, not stated, not specified as recurrent, "
        "elsewhere classified, unspecified, no need for, no need of, no indication for, no plan for, "
        "no contraindication to, not due to, not related to, not associated with, not caused by, not explained by, "
        "no known cause, not because of, old man, old woman, old male, old female, old boy, old girl, old child, "
        "year old, years old, yr old, month old, months old, week old, weeks old, day old, days old, "
        "day history of, days history of, week history of, weeks history of, hour history of, hours history of, "
        "month history of, months history of, year history of, years history of, day hx of, week hx of, month hx of, "
        "mass effect, mass volume, mass ratio, mass fraction, mass concentration, mass time, mass mass, entitic mass, "
        "initial encounter for, subsequent encounter for, encounter for adjustment, encounter for fitting, "
        "encounter for adjustment and management of, encounter for fitting and adjustment of, "
        "encounter for attention to, encounter for aftercare following, encounter for management of, "
        "short history of, brief history of, long history of, recent history of, present history of, "
        "current history of, acute history of, longstanding history of, lifelong history of, chronic history of, "
        "strong history of, progressive history of, unknown cause, unknown origin, unknown aetiology, "
        "unknown etiology, unknown reason, unknown significance, unknown duration, unknown time, unknown number, "
        "cause unknown, origin unknown, aetiology unknown, etiology unknown, unclear cause, unclear origin, "
        "unclear aetiology, unclear etiology, cause unclear, origin unclear, aetiology unclear, etiology unclear, "
        "unclear why, unclear when, unclear how, unclear reason, unknown when, unknown how, cause not known, "
        "reason unknown, reason unclear, duration unknown, of unknown, of unclear, vaccination status unknown"
    ),
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
        "has resolved, have resolved, had resolved, now resolved, since resolved, has settled, has cleared, "
        "in remission, previously treated, in adolescence, as a teenager, at birth in past"
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
_LAST = {Sense.NEGATED: "no, none, nil"}
_UNSAID = {
    Direction.FORWARD: (
        "risk of, risk for, at risk of, at risk for, increased risk of, high risk of, low risk of, higher risk of, "
        "risk factor for, risk factors for, risks of, risks including, if, in case of, in the event of, unless, "
        "return if, return for, return with, "
        "monitor for, monitoring for, watch for, watch out for, look for, look out for, looking for, check for, "
        "screen for, screening test for, screened for, screening for, examine for, assess for, assessed for, "
        "assessment of, assessment using, assessment for, test for, testing for, tested for, measurement of, "
        "prophylaxis for, prophylaxis against, prophylaxis of, to prevent, prevent, prevents, prevention of, avoid, "
        "protect against, protection against, in order to avoid, advised about, advice about, advice on, "
        "counselled about, counseled about, counselled on, counseled on, educated about, education on, "
        "education about, information about, informed about, warned about, fear of, afraid of, "
        "need for, needs, encounter for, request for, requesting, "
        "vaccination for, vaccination against, vaccinated against, vaccinated for, immunised against, "
        "immunized against, immunisation against, immunization against, immunisation for, immunization for, "
        "vaccine against, inoculation against, no mention of, no information on, no information about, "
        "no information regarding, no data on, no record of, no documentation of, not assessed for, not tested for, "
        "not screened for, not known whether, not clear whether, unclear whether, unclear if, unknown whether, "
        "unknown if, unsure whether, unsure if, may develop, might develop, can develop, could develop, may cause, "
        "can cause, could cause, might cause, may lead to, can lead to, can result in, may result in, "
        "potential for, possible side effects, side effects include, side effects including, adverse effects include, "
        "complications include, complications such as, differentiate from, distinguish from, scheduled for, "
        "listed for, planned for, plan for, plan to, planning, due for, consent for, consented for"
    ),
    Direction.SENTENCE: (
        "recommend, recommended, recommends, please, advise, advised, falsely elevates, falsely decreases, "
        "falsely elevated, falsely low, represent potentially, safety net, safety netting, safety netted, "
        "return precautions, red flags discussed, for comparison"
    ),
    Direction.BACKWARD: (
        "not assessed, not tested, not checked, not examined, not recorded, not asked, not documented, not mentioned, "
        "not available, not obtained, not performed, not done, not stated whether, unknown, not known, unclear, "
        "not assessable, could not be assessed, cannot be assessed, precautions, precaution, "
        "prophylaxis, risk, risk score, risk assessment, screening programme, screening program, warning signs given, "
        "falsely, advice given, advice, leaflet given, vaccination declined"
    ),
    Direction.CLOSING: (
        "screening, screening test, antigen test, antibody test, measurement, infection test, serology, questionnaire"
    ),
    Direction.EITHER: "unable to assess, could not assess, cannot assess, unable to examine",
}
_SENTENCE = {
    Sense.HISTORICAL: (
        "personal history of, personal history, past medical history, pmh, pmhx, late effect of, "
        "late effects of, late effect, late effects, sequela of, sequelae of, sequelae after, old healed, healed"
    )
}


def _table() -> dict[str, Trigger]:
    table: dict[str, Trigger] = {}
    for direction, senses in (
        (Direction.FORWARD, _FORWARD),
        (Direction.BACKWARD, _BACKWARD),
        (Direction.EITHER, _EITHER),
        (Direction.LAST, _LAST),
        (Direction.SENTENCE, _SENTENCE),
        *((direction, {Sense.UNSAID: phrases}) for direction, phrases in _UNSAID.items()),
    ):
        for sense, phrases in senses.items():
            table.update({phrase.strip(): (sense, direction) for phrase in phrases.split(",") if phrase.strip()})
    return table


TRIGGERS = _table()
"""Folded phrase to what it does."""


QUALIFIERS = frozenset({"procedure", "finding", "disorder", "situation", "regime", "therapy"})
"""Words in brackets that end the title of a code: "Rubella screening (procedure)"."""


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
