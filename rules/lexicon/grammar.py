"""Plain English that shows where a sentence turns, and what may stand inside a phrase. The cues are knowledge."""

from __future__ import annotations

__all__ = ["AMOUNTS", "CONTRASTS", "FILLERS", "LIST_BREAKERS", "QUALIFIERS", "TELLS", "TERMINATORS"]

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
