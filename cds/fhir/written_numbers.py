"""Numbers as people write them."""

from __future__ import annotations

__all__ = ["WrittenNumbers", "shown"]

_REMEMBERED = 128


def shown(number: float, unit: str) -> str:
    """A number as people write it, at most three decimals, with its unit."""
    whole = int(number)
    if number == whole:
        text = str(whole)
    else:
        text = f"{number:.3f}"
        if text.endswith("0"):
            text = text.rstrip("0").rstrip(".")
            if text in ("0", "-0"):
                text = f"{number:.3g}"
    return f"{text} {unit}" if unit else text


class WrittenNumbers(dict[float, str]):
    """Numbers of one unit by what is ``shown`` of them. The same few come again in every chart: kept, up to a bound."""

    __slots__ = ("_unit",)

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = unit

    def __missing__(self, number: float) -> str:
        """Writes a number that is not known yet."""
        if len(self) >= _REMEMBERED:
            self.clear()
        written = self[number] = shown(number, self._unit)
        return written
