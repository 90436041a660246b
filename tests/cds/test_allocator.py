"""What large bodies took goes back to the system."""

from __future__ import annotations

import platform
import subprocess
import sys

from cds.allocator import settle_allocator

GLIBC = platform.libc_ver()[0] == "glibc"
KEPT = """
import sys
from pathlib import Path
from cds.allocator import settle_allocator

def resident():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))

if sys.argv[1] == "settled":
    settle_allocator()
before = resident()
bodies, answers = [], []
for _ in range(20):
    bodies.append(bytes(8_000_000))
    del bodies[:-4]
    answers.append(bytes(2_000))
bodies.clear()
print(resident() - before)
"""
"""Prints the kB still resident after bodies of 8 MB, several at a time, between answers of 2 kB that are kept."""


def kept(how: str) -> int:
    command = [sys.executable, "-c", KEPT, how]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)  # noqa: S603 - our own words


def test_it_is_set_where_there_is_something_to_set() -> None:
    assert settle_allocator() is GLIBC


def test_large_blocks_are_given_back() -> None:
    assert kept("settled") < 1_000
