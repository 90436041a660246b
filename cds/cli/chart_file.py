"""A chart from the terminal: a file's or standard input's bytes, opened for one patient."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cds.cli.failures import InputUnusable
from cds.fhir.chart_files import ChartUnusable, SeveralPatients, open_chart

if TYPE_CHECKING:
    from cds.fhir.chart_files import ChartFile

__all__ = ["open_chart_file"]


def open_chart_file(name: str, wanted: str | None) -> ChartFile:
    """Opens the file (``-``: standard input) for the patient ``wanted``, else for its only one.

    Raises InputUnusable when it cannot be read, is not such a file, or does not settle which patient is meant.
    """
    label = "Standard input" if name == "-" else name
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise InputUnusable(f"{label} cannot be read: {error.strerror or error}.") from None
    try:
        return open_chart(raw, label, wanted)
    except SeveralPatients as error:
        raise InputUnusable(str(error).replace("choose one:", "choose one with --patient:")) from None
    except ChartUnusable as error:
        raise InputUnusable(str(error)) from None
