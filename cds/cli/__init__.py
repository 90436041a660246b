"""The terminal: assess a chart, check the knowledge, serve, print the contract."""

from __future__ import annotations

from cds.cli.commands import main

__all__ = ["main"]
