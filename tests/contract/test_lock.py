"""What gets installed is fixed to the byte, from wherever it comes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
WEB = Path(__file__).resolve().parents[2] / "web"


def locked(name: str) -> dict[str, str]:
    text = (REQUIREMENTS / f"{name}.txt").read_text("utf-8").replace("\\\n", " ")
    rows = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found = {}
    for row in rows:
        match = re.fullmatch(r"([A-Za-z0-9._-]+)==(\S+)((?:\s+--hash=sha256:[0-9a-f]{64})+)\s*", row)
        assert match, f"not an exact version with hashes: {row[:80]}"
        found[match[1]] = match[2]
    return found


@pytest.mark.parametrize(("name", "at_least"), [("run", 20), ("dev", 20), ("web", 1)])
def test_every_package_is_locked_by_hash_and_no_address_is_named(name: str, at_least: int) -> None:
    assert len(locked(name)) >= at_least
    text = (REQUIREMENTS / f"{name}.txt").read_text("utf-8")
    assert not re.search(r"://|--find-links|--(extra-)?index-url|--trusted-host", text)


def test_tests_run_on_the_versions_that_are_served() -> None:
    run, dev = locked("run"), locked("dev")
    assert run.items() <= dev.items()
    assert locked("web").items() <= dev.items()


def test_the_script_s_packages_are_locked_by_hash_and_no_address_is_named() -> None:
    packages = json.loads((WEB / "package-lock.json").read_text("utf-8"))["packages"]
    installed = {path: entry for path, entry in packages.items() if path}
    assert len(installed) > 20
    assert all(entry["integrity"].startswith("sha512-") for entry in installed.values())
    assert not any("resolved" in entry for entry in installed.values())
