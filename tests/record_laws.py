"""What holds for every quick maker of a frozen record: it makes the record itself."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest

__all__ = ["check_defaults", "check_frozen", "check_places"]


def check_defaults(make: Any, record: Any, least: Any) -> None:
    """From the fewest arguments the same record comes out, with the same defaults."""
    made = make(*least)
    assert type(made) is record
    assert made == record(*least)
    assert repr(made) == repr(record(*least))
    assert hash(made) == hash(record(*least))


def check_places(make: Any, record: Any) -> None:
    """Every argument lands in the field of its place."""
    values = [f"value {n}" for n, _ in enumerate(fields(record))]
    assert make(*values) == record(*values)
    assert make(*values) != record(*values[::-1])


def check_frozen(made: Any) -> None:
    """No field can be set or deleted."""
    for field in fields(made):
        with pytest.raises(FrozenInstanceError):
            setattr(made, field.name, None)
        with pytest.raises(FrozenInstanceError):
            delattr(made, field.name)
