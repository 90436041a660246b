"""``petechiae-cds serve``: becomes gunicorn with the service's own configuration."""

from __future__ import annotations

import os
import sys

import click

from cds.cli.failures import ServiceUnusable
from cds.security.clients import read_clients
from cds.security.key_sources import Keys
from cds.security.problems import UnusableKeySet, WrongClients
from cds.settings import Settings, WrongSetting

__all__ = ["serve"]

_HIGHEST_PORT = 65_535


@click.command()
@click.option("--host", help="Address to listen on; default PETECHIAE_HOST or 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, _HIGHEST_PORT), help="Port; default PETECHIAE_PORT or 8080.")
@click.option("--workers", type=click.IntRange(1), help="Processes; default one a core.")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the CDS Hooks services until stopped. Every other setting comes from the environment (PETECHIAE_...)."""
    given = {"PETECHIAE_HOST": host, "PETECHIAE_PORT": None if port is None else str(port)}
    environment = os.environ | {name: value for name, value in given.items() if value is not None}
    try:
        settings = Settings.from_environment(environment)
        if settings.clients is not None:
            Keys(tuple(read_clients(settings.clients, demo=settings.demo)))
    except (UnusableKeySet, WrongClients, WrongSetting) as error:
        raise ServiceUnusable(f"The service cannot start. {error}") from None
    command = [sys.executable, "-m", "gunicorn", "--config", "python:cds.gunicorn_conf"]
    if workers is not None:
        command += ["--workers", str(workers)]
    os.execve(sys.executable, [*command, "cds.wsgi:app"], environment)  # noqa: S606 - no shell; fixed program
