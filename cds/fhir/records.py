"""Frozen records of the chart, made without the price of freezing.

A frozen dataclass sets each field by a call; a chart holds thousands. Here a record is filled while it is still an
unfrozen twin with the same slots, and becomes the frozen class before anyone sees it.
"""

from __future__ import annotations

from dataclasses import MISSING, field, fields, make_dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from rules.chart import DrugExposure, Result, Statement

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["new_exposure", "new_result", "new_statement"]

_Fields = ParamSpec("_Fields")
_Record = TypeVar("_Record")


def _maker(record: Callable[_Fields, _Record]) -> Callable[_Fields, _Record]:
    """A quicker constructor of a frozen slotted dataclass with plain defaults: same arguments, same object."""

    def freeze(self: Any) -> None:  # noqa: ANN401  of the twin's type
        self.__class__ = record

    own = fields(cast("Any", record))
    twin = make_dataclass(
        f"Unfrozen{record.__name__}",
        [(each.name, Any, field() if each.default is MISSING else field(default=each.default)) for each in own],
        slots=True,
        eq=False,
        namespace={"__post_init__": freeze},
    )
    return cast("Callable[_Fields, _Record]", twin)


new_exposure = _maker(DrugExposure)
new_result = _maker(Result)
new_statement = _maker(Statement)
