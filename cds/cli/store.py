"""``petechiae-cds store migrate`` and ``petechiae-cds feedback report``: work on what the service keeps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
import orjson
from rich.console import Console

from cds.cards.override_reasons import DEFERRING_REASONS, OVERRIDE_SYSTEM
from cds.cli.engine import settings_of
from cds.cli.failures import ServiceUnusable
from cds.cli.showing import plain_table
from cds.store.database import StoreUnreachable, migrate_database, open_database
from cds.store.feedback_report import FeedbackReport, ReportQuestion, feedback_report
from cds.web.feedback_report import report_document

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["feedback", "store"]

_WIDTH = 140
"""The table is not squeezed below this: a terminal wraps, and a file has no width."""


@click.group()
def store() -> None:
    """Work on the database of the service (PETECHIAE_DATABASE_URL)."""


@store.command()
def migrate() -> None:
    """Bring the tables up to date, keeping what they hold. Back the database up before."""
    try:
        before, after = migrate_database(settings_of().database_url)
    except StoreUnreachable as error:
        raise ServiceUnusable(str(error)) from None
    if before == after:
        click.echo(f"The tables are up to date (step {after}).")
    else:
        click.echo(f"The tables went from {f'step {before}' if before else 'no step'} to step {after}.")


@click.group()
def feedback() -> None:
    """Look at what users did with the cards."""


@feedback.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only cards given from this day on (UTC).")
@click.option("--client", help="Only this client, by its name in PETECHIAE_CLIENTS.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, as /feedback-report gives it.")
def report(since: datetime | None, client: str | None, *, as_json: bool) -> None:
    """Count cards and their latest feedback by service, topic and knowledge version.

    Acceptance is over cards that carried a suggestion and were accepted or rejected. "Already done" and "will do later"
    are deferred: no rejection.
    """
    start = since.replace(tzinfo=UTC) if since else None
    question = ReportQuestion(OVERRIDE_SYSTEM, DEFERRING_REASONS, start, client)
    try:
        engine = open_database(settings_of().database_url)
        found = feedback_report(engine, question)
        engine.dispose()
    except StoreUnreachable as error:
        raise ServiceUnusable(str(error)) from None
    if as_json:
        click.echo(orjson.dumps(report_document(found), option=orjson.OPT_INDENT_2).decode())
        return
    if not found.topics:
        click.echo("No cards were given.")
    else:
        Console(width=max(Console().width, _WIDTH)).print(_table(found))
    if found.unknown_cards:
        click.echo(f"Feedback on cards that this store has not given: {found.unknown_cards}.")


def _table(found: FeedbackReport) -> Table:
    table = plain_table()
    for name in ("service", "topic", "knowledge"):
        table.add_column(name)
    for name in ("given", "answered", "suggested", "accepted", "rejected", "deferred", "acceptance"):
        table.add_column(name, justify="right")
    for line in found.topics:
        numbers = (line.given, line.answered, line.suggested, line.accepted, line.rejected, line.deferred)
        acceptance = "-" if line.acceptance is None else f"{line.acceptance:.0%}"
        table.add_row(line.service, line.topic, line.knowledge_version, *map(str, numbers), acceptance)
    return table
