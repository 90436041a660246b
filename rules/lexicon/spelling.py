"""One spelling for a word: British and American, singular and plural. No medicine, only letters."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["american", "singular"]

_SPELLINGS = (
    "aem>em oedem>edem oesoph>esoph rrhoea>rrhea pnoea>pnea foet>fet paed>ped caec>cec caesar>cesar coeli>celi "
    "aetiol>etiol gynae>gyne naes>nes naev>nev faec>fec leuco>leuko venepun>venipun colour>color labour>labor "
    "tumour>tumor behaviour>behavior odour>odor isation>ization ysed>yzed nised>nized lised>lized rised>rized "
    "tised>tized litre>liter metre>meter centre>center fibre>fiber sulph>sulf travell>travel grey>gray"
)
"""Letters in which the two spellings differ, with enough around them to leave "shoe", "does" and "aerobic" alone."""
_AMERICAN = dict(pair.split(">") for pair in _SPELLINGS.split())
_BRITISH = re.compile("|".join(sorted(_AMERICAN, key=len, reverse=True)))
_REMEMBERED_WORDS = 8192
_SHORTEST_PLURAL = 5
_NO_PLURAL = ("ss", "us", "is", "ies")
_AFTER_HISS = ("shes", "sses", "xes")


@lru_cache(_REMEMBERED_WORDS)
def american(word: str) -> str:
    """A folded word or its beginning in American spelling, as far as the letters tell."""
    return _BRITISH.sub(lambda found: _AMERICAN[found[0]], word)


def singular(word: str) -> str:
    """The word without the ending of its plural. Only a key to compare words by: "diabetes" becomes "diabete"."""
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(_NO_PLURAL):
        return word
    return word[:-2] if word.endswith(_AFTER_HISS) else word[:-1]
