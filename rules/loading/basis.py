"""Where a number comes from: one word, or a kind with references and a note."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, validates_schema

from rules.definitions import Basis, BasisKind
from rules.identifiers import ReferenceId
from rules.loading.fields import Choice, Id, Part, StrictSchema, Text, Texts
from rules.loading.kinds import Kind, mentions_in_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Mention, Plain

__all__ = ["BasisPart", "basis", "basis_mentions"]


class _BasisSchema(StrictSchema):
    kind = Choice(BasisKind, required=True)
    references = Texts(Id())
    note = Text()

    @validates_schema
    def _cited_names_its_source(self, data: dict[str, Any], **_: Any) -> None:
        if data["kind"] == BasisKind.CITED and not data.get("references"):
            raise ValidationError("needs at least one, because the basis is cited", "references")


class BasisPart(Part):
    """``expert estimate`` alone, or the mapping; always given on as the mapping."""

    def __init__(self, *, required: bool = True) -> None:
        super().__init__(_BasisSchema, required=required)

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **context: Any) -> Any:
        """Validate the basis; one word stands for its kind."""
        return super().deserialize({"kind": value} if isinstance(value, str) else value, attr, data, **context)


def basis(data: Plain) -> Basis:
    """The basis of validated plain data."""
    return _basis(data["kind"], tuple(data.get("references", ())), data.get("note", ""))


@cache
def _basis(kind: str, references: tuple[str, ...], note: str) -> Basis:
    return Basis(BasisKind(kind), tuple(map(ReferenceId, references)), note)


def basis_mentions(data: Plain, path: str = "basis") -> Iterator[Mention]:
    """The references that a basis names; ``path`` is where the basis stands in the file."""
    return mentions_in_list(Kind.REFERENCES, data, "references", path)
