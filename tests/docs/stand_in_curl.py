"""What the pages use of curl, for a machine that has none: ``-s -S -H -d --fail-with-body`` and an address.

Any other option ends it, so that a line which needs more of curl is found out.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

import httpx

__all__ = ["main"]

FAILED = 22
"""curl's own exit code for an error status."""


def main(arguments: list[str]) -> int:
    """Sends the request and prints the answer's body; ``FAILED`` when its status is an error."""
    line = ArgumentParser(prog="curl", allow_abbrev=False)
    line.add_argument("-s", action="store_true")
    line.add_argument("-S", action="store_true")
    line.add_argument("--fail-with-body", action="store_true", required=True)
    line.add_argument("-H", dest="headers", action="append", default=[])
    line.add_argument("-d", dest="body")
    line.add_argument("address")
    asked = line.parse_args(arguments)
    headers = dict(header.split(": ", 1) for header in asked.headers)
    body = None if asked.body is None else _content(asked.body)
    answer = httpx.request("GET" if body is None else "POST", asked.address, headers=headers, content=body)
    sys.stdout.buffer.write(answer.content)
    return FAILED if answer.is_error else 0


def _content(body: str) -> bytes:
    """``@-`` is the standard input, ``@name`` a file; of both curl drops the line ends."""
    if not body.startswith("@"):
        return body.encode()
    content = sys.stdin.buffer.read() if body == "@-" else Path(body[1:]).read_bytes()
    return content.replace(b"\r", b"").replace(b"\n", b"")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
