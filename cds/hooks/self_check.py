"""Our own answers against our own contract, now and then while serving: a defect is logged, the card is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError

from cds.errors import issues_of
from cds.hooks.response_schema import CdsResponseSchema
from cds.log_codes import LogCode, log

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["SelfCheck"]

_SCHEMA = CdsResponseSchema()
_EVERY = 100


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """Looks at the first answer of this process and at every hundredth after it: each costs some milliseconds."""

    every: int = _EVERY
    _numbers: Iterator[int] = field(default_factory=count)

    def look_at(self, document: Mapping[str, Any], service: str) -> None:
        """Log what breaks the contract, by the names of the members alone."""
        if next(self._numbers) % self.every:
            return
        try:
            _SCHEMA.load(document)
        except ValidationError as error:
            log(LogCode.HOOK003, service=service, members=sorted({issue.expression for issue in issues_of(error)}))
