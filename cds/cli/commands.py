"""The commands of ``petechiae-cds``."""

from __future__ import annotations

import click

from cds.cli.assess import assess
from cds.cli.client_tokens import token
from cds.cli.codes import codes
from cds.cli.contract import openapi
from cds.cli.knowledge import knowledge
from cds.cli.serving import serve
from cds.cli.store import feedback, store
from cds.version import VERSION

__all__ = ["main"]

_EXIT_CODES = """\b
Exit codes:
  0  done; a chart that gives no reason to speak is done too
  1  the knowledge has problems
  2  the command line or the input cannot be used
  3  the service or its store cannot be used with these settings"""


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EXIT_CODES)
@click.version_option(VERSION, prog_name="petechiae-cds")
def main() -> None:
    """Decision support for petechiae, purpura and low platelet counts."""


for command in (assess, knowledge, codes, serve, openapi, token, store, feedback):
    main.add_command(command)
