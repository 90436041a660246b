"""What the locks pin can be installed on the oldest Python we say we run on."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]
DEBIAN_12 = "3.11.2"
"""Python of the oldest system the README names."""


def pins(name: str) -> dict[str, str]:
    """Version by package, as the lock of this name has them."""
    lock = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", lock, re.MULTILINE))


@pytest.mark.parametrize("name", pins("dev"))
def test_a_locked_package_takes_the_python_of_debian_12(name: str) -> None:
    wanted = str(distribution(name).metadata.json.get("requires_python", ""))
    assert SpecifierSet(wanted).contains(DEBIAN_12), f"{name} wants Python {wanted}: hold it back in requirements/*.in"


def test_the_development_lock_holds_everything_of_the_run_lock() -> None:
    assert pins("run").items() <= pins("dev").items()
    assert pins("run")
