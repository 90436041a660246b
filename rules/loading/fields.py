"""The fields of the knowledge schemas: strict (no text for a number, no number for text), messages for authors.

Every field takes plain data and gives plain data, so that what was validated can be cached as JSON.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from marshmallow import Schema, ValidationError, fields

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Choice",
    "Id",
    "ListOf",
    "MappingOf",
    "Number",
    "Part",
    "StateName",
    "StrictSchema",
    "Text",
    "Texts",
    "Whole",
    "YesNo",
]

_MESSAGES: dict[str, Any] = {
    "required": "is missing",
    "null": "is empty; leave the key out when there is nothing to say",
    "unfilled": "is empty; fill it in",
}
_LONGEST_SHOWN = 60

_T = TypeVar("_T")


class StrictSchema(Schema):
    """A mapping whose keys are all known."""

    error_messages = {"unknown": "is not a known key", "type": "must be a mapping"}  # marshmallow's name


class _Strict(fields.Field[_T], Generic[_T]):
    default_error_messages = _MESSAGES

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        """An empty key that is needed cannot be left out."""
        return super().make_error("unfilled" if key == "null" and self.required else key, **kwargs)


class Text(_Strict[str]):
    """Words; blank only where ``blank`` allows it."""

    def __init__(self, *, required: bool = False, blank: bool = False) -> None:
        super().__init__(required=required)
        self.blank = blank

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str):
            quote = "" if isinstance(value, (list, dict)) else "; put it in quotes"
            raise ValidationError(f"must be text{quote} (is {_shown(value)})")
        if not self.blank and not value.strip():
            raise ValidationError("must not be blank")
        return value.strip()


class Id(Text):
    """A name of ours: small letters, digits and underscores."""

    pattern = re.compile(r"[a-z0-9][a-z0-9_]*")
    characters = "small letters, digits and underscores"

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        text = super()._deserialize(value)
        if not self.pattern.fullmatch(text):
            raise ValidationError(f"must be {self.characters} (is {_shown(text)})")
        return text


class StateName(Id):
    """The name of a state of a finding, where a decimal point may stand too (``lt0.5``)."""

    pattern = re.compile(r"[a-z0-9][a-z0-9_.]*")
    characters = "small letters, digits, underscores and points"


class Choice(Text):
    """One word of a closed set."""

    def __init__(self, words: Iterable[str], *, required: bool = False) -> None:
        super().__init__(required=required)
        self.words = tuple(str(word) for word in words)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if value not in self.words:
            raise ValidationError(f"must be one of {', '.join(self.words)} (is {_shown(value)})")
        return str(value)


class YesNo(_Strict[bool]):
    """``true`` or ``false``."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError(f"must be true or false (is {_shown(value)})")
        return value


class Number(_Strict[float]):
    """A finite number; ``low`` and ``high`` are included, ``above`` is not."""

    def __init__(
        self,
        *,
        low: float | None = None,
        high: float | None = None,
        above: float | None = None,
        required: bool = False,
    ) -> None:
        super().__init__(required=required)
        self.low = low
        self.high = high
        self.above = above

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise ValidationError(f"must be a number (is {_shown(value)})")
        too_low = (self.low is not None and value < self.low) or (self.above is not None and value <= self.above)
        if too_low or (self.high is not None and value > self.high):
            raise ValidationError(f"must be {self._range()} (is {_shown(value)})")
        return float(value)

    def _range(self) -> str:
        if self.low is not None and self.high is not None:
            return f"between {self.low:g} and {self.high:g}"
        parts = (("above", self.above), ("at least", self.low), ("at most", self.high))
        return " and ".join(f"{words} {limit:g}" for words, limit in parts if limit is not None)


class Whole(Number):
    """A whole number."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        number = super()._deserialize(value)
        if not isinstance(value, int):
            raise ValidationError(f"must be a whole number (is {_shown(value)})")
        return int(number)


class Part(fields.Nested):
    """A mapping inside a mapping."""

    default_error_messages = _MESSAGES | {"type": "must be a mapping"}


class ListOf(fields.List[_T], Generic[_T]):
    """A list with at least ``least`` items."""

    default_error_messages = _MESSAGES | {"invalid": "must be a list"}

    def __init__(self, item: fields.Field[_T], *, least: int = 0, required: bool = False) -> None:
        super().__init__(item, required=required)
        self.least = least

    def _deserialize(self, value: Any, attr: str | None, data: Any, **context: Any) -> list[_T | None]:
        if isinstance(value, list) and len(value) < self.least:
            raise ValidationError(f"needs at least {self.least} (has {len(value)})")
        return super()._deserialize(value, attr, data, **context)


class Texts(ListOf[str]):
    """A list of words without repeats, compared without regard to case and spacing."""

    def __init__(self, item: Text | None = None, *, least: int = 0, required: bool = False) -> None:
        super().__init__(item or Text(), least=least, required=required)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **context: Any) -> list[str | None]:
        texts = super()._deserialize(value, attr, data, **context)
        counts = Counter(" ".join(text.casefold().split()) for text in texts if text is not None)
        repeated = [text for text, count in counts.items() if count > 1]
        if repeated:
            raise ValidationError([f"gives {_shown(text)} twice" for text in repeated])
        return texts


class MappingOf(_Strict[dict[str, _T]], Generic[_T]):
    """A mapping from words to one kind of value. With ``keys`` only those; with ``complete`` each of them."""

    def __init__(
        self,
        value: fields.Field[_T],
        *,
        keys: Iterable[str] = (),
        complete: bool = False,
        required: bool = False,
    ) -> None:
        super().__init__(required=required)
        self.value = value
        self.keys = tuple(str(key) for key in keys)
        self.complete = complete

    def _bind_to_schema(self, field_name: str, parent: Any) -> None:
        super()._bind_to_schema(field_name, parent)
        self.value._bind_to_schema(field_name, self)  # noqa: SLF001 - as marshmallow's own Dict does

    def _deserialize(self, value: Any, *_: Any, **context: Any) -> dict[str, _T]:
        if not isinstance(value, dict):
            raise ValidationError("must be a mapping")
        result: dict[str, _T] = {}
        errors: dict[str, Any] = {}
        for key, inner in value.items():
            if self.keys and key not in self.keys:
                errors[key] = [f"is not one of {', '.join(self.keys)}"]
                continue
            try:
                result[key] = self.value.deserialize(inner, **context)
            except ValidationError as error:
                errors[key] = error.messages
        if self.complete:
            errors |= {key: [_MESSAGES["required"]] for key in self.keys if key not in value}
        if errors:
            raise ValidationError(errors)
        return result


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
