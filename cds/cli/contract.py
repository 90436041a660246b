"""``petechiae-cds openapi``: the contract of the service."""

from __future__ import annotations

import click

from cds.openapi import openapi_yaml

__all__ = ["openapi"]


@click.command()
def openapi() -> None:
    """Print the OpenAPI document as YAML."""
    click.echo(openapi_yaml(), nl=False)
