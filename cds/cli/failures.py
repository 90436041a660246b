"""How a command ends when it cannot do its work: one line on standard error and an exit code with one meaning.

====  ============================================================
0     done; a chart that gives no reason to speak is done too
1     the knowledge has problems
2     the command line or the input cannot be used
3     the service or its store cannot be used with these settings
====  ============================================================

A code is never given a second meaning; a new failure gets a new code.
"""

from __future__ import annotations

from typing import IO, Any

import click

__all__ = ["InputUnusable", "KnowledgeUnusable", "ServiceUnusable"]


class _Failure(click.ClickException):
    def show(self, file: IO[Any] | None = None) -> None:
        """The message as it is, without a prefix, on standard error."""
        click.echo(self.message, file=file, err=file is None)


class KnowledgeUnusable(_Failure):
    """The knowledge has problems."""

    exit_code = 1


class InputUnusable(_Failure):
    """What was given cannot be used. The message names it and says what would do."""

    exit_code = 2


class ServiceUnusable(_Failure):
    """The service or its store cannot be used with these settings."""

    exit_code = 3
