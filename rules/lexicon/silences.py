"""Words after which nothing is said: advice, risks, tests and things not looked at; and words that only look so."""

from __future__ import annotations

from rules.lexicon.senses import Direction

__all__ = ["NOTHING", "UNSAID"]

NOTHING = (
    "not only, not just, no change in, no change of, no change, not changed, no increase, no increase in, "
    "no decrease, no decrease in, no improvement, no improvement in, no improvement of, no resolution, "
    "no resolution of, no worsening of, no worsening, without improvement, without improvement of, "
    "without resolution of, without change in, not improving, not improved, not resolved, not resolving, "
    "no response, no response to, not responding, not respond, no relief, no relief of, without relief, "
    "not noted before, not heard before, not there before, not present before, not seen before, not known before, "
    "not certain, not necessarily, not sure, no doubt, without doubt, not drain, no cause for, no cause of, "
    "no explanation for, no reason for, without cause, without reason, without explanation, "
    "no treatment for, not treated for, not disappear, not fade, not fading, without difficulty, gram negative, "
    "not elsewhere classified, not otherwise specified, not specified, not stated as, not specified as recurrent, "
    "elsewhere classified, unspecified, no known cause, "
    "old man, old woman, old male, old female, old boy, old girl, old child, "
    "year old, years old, yr old, month old, months old, week old, weeks old, day old, days old, "
    "day history of, days history of, week history of, weeks history of, hour history of, hours history of, "
    "month history of, months history of, year history of, years history of, day hx of, week hx of, month hx of, "
    "visited relatives, visiting relatives, visit relatives, visited family, visiting family, with relatives in, "
    "relatives in, mass effect, mass volume, mass ratio, mass fraction, mass concentration, mass time, "
    "mass mass, entitic mass, "
    "initial encounter for, subsequent encounter for, encounter for adjustment, encounter for fitting, "
    "encounter for adjustment and management of, encounter for fitting and adjustment of, "
    "encounter for attention to, encounter for aftercare following, encounter for management of, "
    "presented with a history of, presents with a history of, presented with history of, presents with history of, "
    "presenting with a history of, presenting with history of, comes with a history of, came with a history of, "
    "admitted with a history of, gives a history of, gave a history of, presenting history of, "
    "short history of, brief history of, long history of, recent history of, present history of, "
    "current history of, acute history of, longstanding history of, lifelong history of, chronic history of, "
    "strong history of, progressive history of, unknown cause, unknown origin, unknown aetiology, "
    "unknown etiology, unknown reason, unknown significance, unknown duration, unknown time, unknown number, "
    "cause unknown, origin unknown, aetiology unknown, etiology unknown, unclear cause, unclear origin, "
    "unclear aetiology, unclear etiology, cause unclear, origin unclear, aetiology unclear, etiology unclear, "
    "unclear why, unclear when, unclear how, unclear reason, unknown when, unknown how, cause not known, "
    "reason unknown, reason unclear, duration unknown, of unknown, of unclear, vaccination status unknown"
)
"""Phrases that look like a denial, a date or a doubt and are none."""

UNSAID = {
    Direction.FORWARD: (
        "risk of, risk for, at risk of, at risk for, increased risk of, high risk of, low risk of, higher risk of, "
        "risk factor for, risk factors for, risks of, risks including, in case of, in the event of, "
        "would expect, leaflet on, leaflet about, ask about, enquire about, inquire about, "
        "return if, return for, return with, "
        "monitor, monitoring, monitor for, monitoring for, watch for, watch out for, look for, look out for, "
        "looking for, check for, "
        "screen for, screening test for, screened for, screening for, examine for, assess for, assessed for, "
        "assessment of, assessment using, assessment for, test for, testing for, tested for, measurement of, "
        "prophylaxis for, prophylaxis against, prophylaxis of, to prevent, prevent, prevents, prevention of, avoid, "
        "protect against, protection against, in order to avoid, advised about, advice about, advice on, "
        "counselled about, counseled about, counselled on, counseled on, educated about, education on, "
        "education about, information about, informed about, warned about, fear of, afraid of, "
        "need for, no need for, no need of, no indication for, no plan for, no contraindication to, needs influenza, "
        " needs vaccination, needs vaccine, needs immunization, "
        "needs immunisation, recommend, recommended, recommends, advise, advised, encounter for, request for, "
        "requesting, "
        "vaccination for, vaccination against, vaccinated against, vaccinated for, immunised against, "
        "immunized against, "
        "immunisation against, immunization against, immunisation for, immunization for, "
        "vaccine against, inoculation against, no mention of, no information on, no information about, "
        "no information regarding, no data on, no record of, no documentation of, not assessed for, not tested for, "
        "not screened for, not known whether, not clear whether, unclear whether, unclear if, unknown whether, "
        "unknown if, unsure whether, unsure if, may develop, might develop, can develop, could develop, may cause, "
        "can cause, could cause, might cause, may lead to, can lead to, can result in, may result in, "
        "potential for, possible side effects, side effects include, side effects including, adverse effects include, "
        "complications include, complications such as, differentiate from, distinguish from, scheduled, scheduled for, "
        "listed for, planned for, plan for, plan to, planning, due for, consent for, consented for"
    ),
    Direction.SENTENCE: (
        "if, unless, "
        "recommended follow up, recommend follow up, recommends follow up, recommended repeat, falsely elevates, "
        "falsely decreases, "
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
    Direction.NEXT: "may, might, could",
    Direction.EITHER: "unable to assess, could not assess, cannot assess, unable to examine",
}
"""Phrases that leave what they reach neither asserted nor denied, by the way they reach."""
