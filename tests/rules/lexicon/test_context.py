"""What the words around a concept do to it: denial, history, doubt, relatives; each rule from both sides."""

from __future__ import annotations

import pytest

from rules.lexicon import Lexicon
from tests.rules.lexicon.delivered import TEXT_WORDS

LEXICON = Lexicon.compile(
    {
        "petechiae": ["petechia*"],
        "fever": ["fever", "febrile"],
        "cough": ["cough"],
        "rash": ["rash"],
        "bleeding": ["bleeding"],
        "gums": ["bleeding from gums"],
        "nonblanching": ["non blanching", "does not blanch"],
        "itp": ["itp"],
        "leukaemia": ["leukaemia", "leukemia"],
        "vitamin_k_not_given": ["no vitamin k"],
        "knee": ["swollen knee"],
        "mother": ["mother", "maternal history"],
    },
    TEXT_WORDS,
)

FLAGS = (("negated", "-"), ("historical", "<"), ("uncertain", "?"), ("family", "@"), ("others", "#"))


def said(text: str) -> list[str]:
    """Ids with a mark before each: - denied, < past, ? doubted, @ of a relative, # of somebody else."""
    return ["".join(mark for name, mark in FLAGS if getattr(m, name)) + m.id for m in LEXICON.match(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("nothing known here", []),
        # plain
        ("fever", ["fever"]),
        ("Fever, rash; cough", ["fever", "rash", "cough"]),
        ("bleeding from the gums", ["gums"]),
        ("bleeding from nowhere", ["bleeding"]),
        ("swollen left knee", ["knee"]),
        ("swollen hot knee", []),
        # denial before
        ("no fever", ["-fever"]),
        ("without fever", ["-fever"]),
        ("denies fever", ["-fever"]),
        ("denied fever", ["-fever"]),
        ("fever never started", ["-fever"]),
        ("fever not started until Monday", ["fever"]),
        # an amount after a comma ends the denied list, but for an "or" and for what somebody denies
        ("no fever, scattered petechiae", ["-fever", "petechiae"]),
        ("no fever, petechiae", ["-fever", "-petechiae"]),
        ("no fever, scattered petechiae or rash", ["-fever", "-petechiae", "-rash"]),
        ("denies fever, scattered petechiae", ["-fever", "-petechiae"]),
        ("two earlier episodes of fever", ["<fever"]),
        ("negative for fever", ["-fever"]),
        ("absence of fever", ["-fever"]),
        ("non febrile rash", ["-fever", "rash"]),
        ("non tender rash", ["rash"]),
        ("refused cough, rash", ["-cough", "rash"]),
        ("rash not given", ["-rash"]),
        ("not given rash", ["-rash"]),
        ("rash has completely gone", ["<rash"]),
        ("scheduled rash", []),
        ("visited relatives with fever", ["fever"]),
        ("never febrile", ["-fever"]),
        ("free of fever", ["-fever"]),
        ("no evidence of leukemia", ["-leukaemia"]),
        ("no history of bleeding", ["-bleeding"]),
        ("is not febrile", ["-fever"]),
        ("does not have fever", ["-fever"]),
        ("has not had fever", ["-fever"]),
        ("neither fever nor rash", ["-fever", "-rash"]),
        ("rules out leukaemia", ["-leukaemia"]),
        # denial behind
        ("fever absent", ["-fever"]),
        ("rash not present", ["-rash"]),
        ("fever denied", ["-fever"]),
        ("fever denied by father", ["-fever"]),
        ("leukaemia was excluded", ["-leukaemia"]),
        ("leukaemia ruled out", ["-leukaemia"]),
        ("fever: no", ["-fever"]),
        ("Petechiae: none", ["-petechiae"]),
        ("petechiae (-)", ["-petechiae"]),
        ("petechiae (+)", ["petechiae"]),
        ("Fever: no, rash: yes", ["-fever", "rash"]),
        ("fever absent, rash", ["-fever", "rash"]),
        ("rash, fever absent", ["rash", "-fever"]),
        ("fever, no dysuria", ["fever"]),
        ("fever (-) rash (+)", ["-fever", "rash"]),
        ("leukaemia unlikely", ["?leukaemia"]),
        ("unlikely leukaemia", ["?leukaemia"]),
        ("leukaemia resolved", ["<leukaemia"]),
        # lists, and what ends them
        ("no fever, cough or rash", ["-fever", "-cough", "-rash"]),
        ("no fever, cough, rash", ["-fever", "-cough", "-rash"]),
        ("no fever, cough or rash but petechiae", ["-fever", "-cough", "-rash", "petechiae"]),
        ("no fever, petechiae on legs", ["-fever", "petechiae"]),
        ("no fever, cough, and petechiae on legs", ["-fever", "-cough", "petechiae"]),
        ("no fever. Rash", ["-fever", "rash"]),
        ("no fever; rash", ["-fever", "rash"]),
        ("no fever\nrash", ["-fever", "rash"]),
        ("no fever however petechiae", ["-fever", "petechiae"]),
        ("no fever now petechiae", ["-fever", "petechiae"]),
        ("fever without rash", ["fever", "-rash"]),
        # not denials
        ("not only fever", ["fever"]),
        ("no change in rash", ["rash"]),
        ("no increase in petechiae", ["petechiae"]),
        ("non-blanching", ["nonblanching"]),
        ("does not blanch", ["nonblanching"]),
        ("no non-blanching", ["-nonblanching"]),
        ("no vitamin K", ["vitamin_k_not_given"]),
        ("without improvement of rash", ["rash"]),
        # past
        ("history of ITP", ["<itp"]),
        ("h/o ITP", ["<itp"]),
        ("previous ITP", ["<itp"]),
        ("ITP in childhood", ["<itp"]),
        ("history of ITP, presents with petechiae", ["<itp", "petechiae"]),
        ("previous ITP and now petechiae", ["<itp", "petechiae"]),
        ("no longer febrile", ["<fever"]),
        ("ITP", ["itp"]),
        # doubt
        ("possible leukaemia", ["?leukaemia"]),
        ("suspected ITP", ["?itp"]),
        ("? leukaemia", ["?leukaemia"]),
        ("?ITP", ["?itp"]),
        ("Fever? Rash", ["?fever", "rash"]),
        ("Fever? No. Rash? Yes", ["-fever", "rash"]),
        ("cannot exclude leukaemia", ["?leukaemia"]),
        ("leukaemia not excluded", ["?leukaemia"]),
        ("leukaemia cannot be ruled out", ["?leukaemia"]),
        ("rule out leukaemia", ["?leukaemia"]),
        ("petechiae, ? ITP", ["petechiae", "?itp"]),
        # neither asserted nor denied
        ("risk of bleeding", []),
        ("return if fever", []),
        ("bleeding risk", []),
        ("monitor for petechiae", []),
        ("screening for leukaemia", []),
        ("leukaemia screening (procedure)", []),
        ("leukaemia screening found fever", ["leukaemia", "fever"]),
        ("rash not assessed", []),
        ("rash: not recorded, fever", ["fever"]),
        ("no mention of rash", []),
        ("Recommended follow-up, with rash: fever. Cough", ["cough"]),
        # a denial inside a phrase goes on to what an "or" joins on, and no further
        ("no vitamin K or fever", ["vitamin_k_not_given", "-fever"]),
        ("no vitamin K, fever or rash", ["vitamin_k_not_given", "-fever", "-rash"]),
        ("no vitamin K, fever", ["vitamin_k_not_given", "fever"]),
        ("no vitamin K and fever or rash", ["vitamin_k_not_given", "fever", "rash"]),
        ("no vitamin K or fever and rash", ["vitamin_k_not_given", "-fever", "rash"]),
        ("no vitamin K or fever. Rash", ["vitamin_k_not_given", "-fever", "rash"]),
        ("non-blanching or fever", ["nonblanching", "fever"]),
        # dates in titles
        (
            "personal history of leukaemia, and fever with rash and petechiae since then",
            ["<leukaemia", "<fever", "<rash", "<petechiae"],
        ),
        ("3-day history of rash", ["rash"]),
        ("status post bleeding", ["<bleeding"]),
        ("petechiae of unknown cause", ["petechiae"]),
        ("leukaemia, not elsewhere classified", ["leukaemia"]),
        ("leukaemia without mention of remission", ["leukaemia"]),
        ("rash without mention of bleeding", ["rash", "-bleeding"]),
        # relatives
        ("father has ITP", ["@itp"]),
        ("family history of leukaemia", ["@leukaemia"]),
        ("Maternal history: ITP", ["mother", "@itp"]),
        ("maternal history: no ITP, fever", ["mother", "-@itp", "-@fever"]),
        ("mother has ITP; fever", ["mother", "@itp", "fever"]),
        ("father has ITP, patient has petechiae", ["@itp", "petechiae"]),
        ("ITP in his father, fever", ["@itp", "fever"]),
        ("mother noticed petechiae", ["petechiae"]),
        ("according to his mother fever", ["fever"]),
        ("brought by father with fever", ["fever"]),
        # other people, for their part of the sentence
        ("classmate with fever", ["#fever"]),
        ("classmate with fever or rash, petechiae since today", ["#fever", "#rash", "petechiae"]),
        ("two of her class off with rash", ["#rash"]),
        ("fever in a classmate, rash", ["#fever", "rash"]),
        ("classmate had fever, the child has petechiae", ["#fever", "petechiae"]),
        ("colleagues noticed petechiae", ["petechiae"]),
        ("brought by his girlfriend with fever", ["fever"]),
        ("fever after playing with classmates", ["fever"]),
    ],
)
def test_context(text: str, expected: list[str]) -> None:
    assert said(text) == expected
