"""Lists of words inside a file of knowledge: whole words, and in languages without spaces words inside others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, validates_schema

from rules.loading.fields import StrictSchema, Texts
from rules.word_definitions import WordList

if TYPE_CHECKING:
    from rules.loading.kinds import Plain

__all__ = ["WordListSchema", "word_list"]


class WordListSchema(StrictSchema):
    """``longer`` are words that begin as one of ``anywhere`` does and mean something else."""

    words = Texts(least=1, required=True)
    anywhere = Texts()
    longer = Texts()

    @validates_schema
    def _longer_of_one(self, data: dict[str, Any], **_: Any) -> None:
        begun = tuple(data.get("anywhere", ()))
        strange = [word for word in data.get("longer", ()) if not word.startswith(begun)]
        if strange:
            raise ValidationError({"longer": [f"{word} begins with none of anywhere" for word in strange]})


def word_list(data: Plain) -> WordList:
    """One list of validated plain data."""
    return WordList(tuple(data["words"]), tuple(data.get("anywhere", ())), tuple(data.get("longer", ())))
