"""What gets installed is fixed to the byte, from wherever it comes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"


def locked(name: str) -> dict[str, str]:
    text = (REQUIREMENTS / f"{name}.txt").read_text("utf-8").replace("\\\n", " ")
    rows = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found = {}
    for row in rows:
        match = re.fullmatch(r"([A-Za-z0-9._-]+)==(\S+)((?:\s+--hash=sha256:[0-9a-f]{64})+)\s*", row)
        assert match, f"not an exact version with hashes: {row[:80]}"
        found[match[1]] = match[2]
    return found


@pytest.mark.parametrize("name", ["run", "dev"])
def test_every_package_is_locked_by_hash_and_no_address_is_named(name: str) -> None:
    assert len(locked(name)) > 20
    text = (REQUIREMENTS / f"{name}.txt").read_text("utf-8")
    assert not re.search(r"://|--find-links|--(extra-)?index-url|--trusted-host", text)


def test_tests_run_on_the_versions_that_are_served() -> None:
    run, dev = locked("run"), locked("dev")
    assert run.items() <= dev.items()
