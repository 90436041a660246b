"""Writes what is computed of README.md and docs/: ``python -m scripts.docs``, or ``make docs``.

A part stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``; the pages of docs/knowledge are written
whole. tests/docs fails when one is out of date.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import MISSING, fields
from inspect import cleandoc
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from click.testing import CliRunner

from cds.app import create_app
from cds.cli import main as petechiae_cds
from cds.examples import examples
from cds.examples.redating import WRITTEN_AT
from cds.settings import Settings
from rules.cause_definitions import AgeBand
from rules.chart import Sex
from rules.identifiers import CauseId
from rules.loading import load_knowledge
from scripts.conformance_table import conformance_table
from scripts.knowledge_pages import FOLDER, knowledge_pages
from scripts.refusals_table import refusals_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

__all__ = ["PARTS", "with_parts"]

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = "adult-ttp"
CAUSE = "ttp"
WIDTH = 100

_CALL = "/cds-services/petechiae-differential"
_VERSION = re.compile(r"\+[0-9a-f]{12}\b")
"""The content hash of a knowledge version: it changes with every file, so it is left out here."""


def _settings() -> str:
    """Every setting with its default and its meaning, from the docstring of Settings."""
    text = cleandoc(Settings.__doc__ or "").partition("\n\n")[2]
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    defaults = {field.name: _default(field) for field in fields(Settings)}
    for names, meaning in re.findall(r"- ((?:``\w+``(?:, )?)+): (.*?)(?=\n- |\Z)", text, re.DOTALL):
        said = " ".join(meaning.split()).replace("``", "`").removesuffix(".")
        rows.extend(
            f"| `PETECHIAE_{name.upper()}` | {defaults.pop(name)} | {said} |" for name in re.findall(r"\w+", names)
        )
    if defaults:
        raise ValueError(f"Settings says nothing of {', '.join(defaults)}.")
    return "\n".join(rows)


def _default(field: Any) -> str:  # noqa: ANN401 - a dataclass field of any type
    value = field.default if field.default is not MISSING else field.default_factory()
    if value is None or value == ():
        return "none"
    if isinstance(value, Path) and value.is_absolute():
        value = value.relative_to(ROOT)
    if isinstance(value, tuple):
        value = ",".join(map(str, value))
    return f"`{int(value) if isinstance(value, bool) else value}`"


def _card() -> str:
    """The first card of the example as plain text."""
    card = _client().post(_CALL, json=_request()).get_json()["cards"][0]
    lines = [f"{card['indicator'].upper()}  {card['summary']}", ""]
    for line in card["detail"].replace("**", "").replace("`", "").splitlines():
        lines.extend(textwrap.wrap(line, WIDTH, subsequent_indent="  ") or [""])
    for suggestion in card.get("suggestions", ()):
        lines += ["", *textwrap.wrap(f"[ {suggestion['label']} ]", WIDTH, subsequent_indent="  ")]
    return _fenced(_VERSION.sub("", "\n".join(lines)))


def _prefetch() -> str:
    """The prefetch templates, as discovery gives them on the day of the examples."""
    service = _client().get("/cds-services").get_json()["services"][0]
    return "```json\n" + msgspec.json.format(msgspec.json.encode(service["prefetch"]), indent=2).decode() + "\n```"


def _client() -> FlaskClient:
    return create_app(Settings(database_url="sqlite://", log_level="ERROR"), clock=lambda: WRITTEN_AT).test_client()


def _request(name: str = EXAMPLE) -> dict[str, Any]:
    return next(example.request for example in examples() if example.name == name)


def _refusals() -> str:
    """What cannot be answered, and what is said then."""
    return refusals_table(_client(), _request(), _request("order-apixaban"))


def _ranking() -> str:
    """The leading causes of the example."""
    assessed = msgspec.json.decode(_terminal("--json"))
    rows = ["| rank | cause | in words |", "|---|---|---|"]
    rows.extend(
        f"| {ranked['rank']} | {ranked['condition']['display']} | {ranked['band']} |"
        for ranked in assessed["differential"][:5]
    )
    return "\n".join(rows)


def _ledger() -> str:
    """What the terminal says of one cause of the example."""
    return _fenced(_terminal("--explain", CAUSE, "--width", str(WIDTH)))


def _prior() -> str:
    """The arithmetic of the row "age and sex"."""
    knowledge = load_knowledge()
    cause, power = knowledge.causes[CauseId(CAUSE)], knowledge.parameters.prior_power
    weight, factor = cause.priors[AgeBand.ADULT], cause.sex_factors.get(Sex.FEMALE, 1.0)
    total = power * log(weight) + log(factor)
    return f"    {power:g} × ln {weight:g} + ln {factor:g} = {total:+.2f}"


def _terminal(*options: str) -> str:
    file = str(ROOT / "cds" / "examples" / f"{EXAMPLE}.json")
    ran = CliRunner().invoke(petechiae_cds, ["assess", file, "--as-of", WRITTEN_AT.isoformat(), *options])
    if ran.exit_code:
        raise ValueError(ran.output)
    return _VERSION.sub("", ran.stdout)


def _fenced(text: str) -> str:
    return "```text\n" + "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n```"


PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "README.md": {"card": _card, "prefetch": _prefetch, "settings": _settings},
    "docs/conformance.md": {"duties": conformance_table},
    "docs/tutorials/integrator.md": {"refusals": _refusals},
    "docs/reasoning.md": {"ranking": _ranking, "ledger": _ledger, "prior": _prior},
}
"""File to its computed parts."""


def with_parts(file: str) -> str:
    """The file's text with its parts computed anew. Raises ValueError when a marker is missing."""
    text = (ROOT / file).read_text("utf-8")
    for name, part in PARTS[file].items():
        begin, end = f"<!-- begin {name} -->\n", f"\n<!-- end {name} -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise ValueError(f"{file}: the markers of {name} must stand there once.")
        head, _, rest = text.partition(begin)
        text = head + begin + part() + end + rest.partition(end)[2]
    return text


def main() -> None:
    """Write every file."""
    for file in PARTS:
        (ROOT / file).write_text(with_parts(file), "utf-8")
    for name, text in knowledge_pages().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
