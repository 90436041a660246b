"""Sources as a clinician names them: title and year, without authors, volume and pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cds.cards.markdown import cut, plain

if TYPE_CHECKING:
    from rules.definitions import Reference

__all__ = ["source_name"]

_LIMIT = 64
_WHOLE = 400
_AUTHORS = re.compile(r"^[^.:]*?(?:\bet al|\b[A-Z]{1,3})\. ")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_TITLE_END = re.compile(r"\. |: | \(|,")


def source_name(reference: Reference) -> str:
    """ISTH guidelines for the diagnosis of TTP, 2020. A citation of another shape is cut to its first words."""
    citation = plain(reference.citation, _WHOLE)
    title = _AUTHORS.sub("", citation, count=1)
    title = cut(_TITLE_END.split(title, maxsplit=1)[0], _LIMIT)
    year = _YEAR.findall(citation)
    return f"{title}, {year[0]}" if year and year[0] not in title else title
