"""Pages about the knowledge, written by ``make docs``: gates, scores, drugs, order rules, advice, sources, coverage."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cds.web.browser.sentences import EVERY, Sentences
from rules.definitions import BasisKind, ReferenceStatus
from rules.loading import load_knowledge
from rules.loading.checking import plain_knowledge
from rules.loading.kinds import Kind
from rules.loading.mentions import MENTIONS
from rules.loading.sources import Source
from rules.loading.strict_yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cds.web.browser.sentences import Clause
    from rules.definitions import Basis, Knowledge
    from rules.loading.validation import Files
    from rules.order_safety_definitions import OrderSelector, SafetyLevel

__all__ = ["COVERAGE", "FOLDER", "coverage_rows", "knowledge_pages"]

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "knowledge"
COVERAGE = FOLDER / "coverage.yaml"
"""What the four source documents name, and the entries it lives in."""

_KNOWLEDGE = ROOT / "rules" / "knowledge"


def knowledge_pages() -> dict[str, str]:
    """File name to text, for every page of docs/knowledge."""
    knowledge, files = load_knowledge(_KNOWLEDGE), plain_knowledge(_KNOWLEDGE)
    pages = {
        "gates.md": ("Gates", "dangers told by criteria, whatever the ranking says", _gates(knowledge)),
        "scores.md": ("Scores", "published scores, as ranges while items are not known", _scores(knowledge)),
        "drugs.md": ("Drugs", "classes of medicines, what is in them and which entries ask for them", _drugs(files)),
        "order-rules.md": ("Order rules", "which draft orders are questioned, and when", _order_rules(knowledge)),
        "advice.md": ("Advice", "sentences of advice and limits of doses, with what each rests on", _advice(knowledge)),
        "sources.md": ("Sources", "every source, whether it was read again, and what rests on it", _sources(files)),
        "coverage.md": ("Coverage", "what the four source documents name, and where it lives", _coverage()),
    }
    rows = [(f"[{title}]({file})", about) for file, (title, about, _) in pages.items()]
    index = _page("The knowledge", "Written by `make docs` from `rules/knowledge/`.", [*_table(("page", "what"), rows)])
    written = {file: _page(title, f"{_capital(about)}.", body) for file, (title, about, body) in pages.items()}
    return {"index.md": index} | written


def coverage_rows() -> tuple[dict[str, Any], ...]:
    """The rows of coverage.yaml: ``document``, ``names``, ``verdict``, ``in`` (entries) and, where needed, ``said``."""
    document, problems = read_yaml(Source(COVERAGE.name, COVERAGE.read_bytes()))
    if document is None or problems:
        raise ValueError("\n".join(map(str, problems)))
    return tuple(document["rows"])


def _gates(knowledge: Knowledge) -> list[str]:
    sentences = Sentences(knowledge)
    lines = []
    for gate in sorted(knowledge.gates.values(), key=lambda gate: (-gate.indicator.severity, gate.priority, gate.id)):
        rests = f"Rests on: {_basis(gate.basis, knowledge)}."
        lines += [f"## {gate.label}", "", f"`{gate.id}`, {gate.indicator.value}. {rests}", ""]
        lines += ["- When:", *_tree(sentences.clause(gate.when), 1)]
        lines += [f"- What to do: {gate.headline}"]
        lines += [f"- Points to: {_labels(gate.names, knowledge.causes)}"] if gate.names else []
        lines += [f"- Tests: {_labels(gate.tests, knowledge.tests)}", ""]
    return lines


def _tree(clause: Clause, depth: int) -> Iterator[str]:
    """The clause and what it is made of, each part a step further in; what the knowledge calls it comes first."""
    words = "".join(link.label for link in clause.words).strip()
    named = f"{clause.label}: " if clause.parts and clause.label else ""
    yield f"{'    ' * depth}- {named}{words.removesuffix(':')}"
    for part in clause.parts:
        yield from _tree(part, depth + 1)


def _labels(ids: Iterable[Any], entries: Mapping[Any, Any]) -> str:
    return "; ".join(entries[entry].label for entry in ids)


def _scores(knowledge: Knowledge) -> list[str]:
    lines = []
    for score in sorted(knowledge.scores.values(), key=lambda score: score.priority):
        lines += [f"## {score.name}", "", f"{score.purpose}. Rests on: {_basis(score.basis, knowledge)}.", ""]
        items = ((item.label, _points(item.otherwise, item.most)) for item in score.items)
        lines += [*_table(("item", "points"), items), ""]
        lines += [f"- from {meaning.at_least}: {meaning.means}" for meaning in score.meanings]
        lines += ["", f"Caution: {score.caution}" if score.caution else "", ""]
        lines += [f"Measured: {score.accuracy}" if score.accuracy else "", ""]
    return lines


def _points(least: int, most: int) -> str:
    return str(most) if least == most else f"{least} to {most}"


def _drugs(files: Files) -> list[str]:
    members: defaultdict[str, list[str]] = defaultdict(list)
    for drug in files[Kind.INGREDIENTS].values():
        for group in drug["classes"]:
            members[group].append(drug["label"])
    askers = _askers(files, Kind.DRUG_CLASSES)
    rows = (
        (
            f"`{name}`",
            data["label"],
            _ids(data.get("implies", ())),
            ", ".join(sorted(members[name], key=str.lower)),
            _ids(askers[name]),
        )
        for name, data in files[Kind.DRUG_CLASSES].items()
    )
    return [*_table(("class", "what it is", "broader", "ingredients", "asked for by"), rows)]


def _askers(files: Files, kind: Kind) -> dict[str, list[str]]:
    """Entries that ask for something of ``kind``, by its id; its own kind and the ingredients only belong to it."""
    askers: defaultdict[str, list[str]] = defaultdict(list)
    for asking, mentions in MENTIONS.items():
        if asking in (kind, Kind.INGREDIENTS):
            continue
        for name, data in files[asking].items():
            for asked in dict.fromkeys(mention.id for mention in mentions(data) if mention.kind is kind):
                askers[asked].append(f"{asking}/{name}")
    return askers


def _order_rules(knowledge: Knowledge) -> list[str]:
    sentences = Sentences(knowledge)
    lines = []
    for rule in sorted(knowledge.order_safety.values(), key=lambda rule: (rule.priority, rule.id)):
        lines += [f"## {rule.label}", "", f"Orders: {'; or '.join(map(_selector, rule.orders))}.", ""]
        rows = (
            (level.indicator.value, _condition(level, sentences), level.headline, _basis(level.basis, knowledge))
            for level in rule.levels
        )
        lines += [*_table(("level", "when", "what to do", "basis"), rows), ""]
    return lines


def _advice(knowledge: Knowledge) -> list[str]:
    told = (
        (f"`{advice.id}`", advice.kind, advice.text, _basis(advice.basis, knowledge))
        for advice in knowledge.advice.values()
    )
    lines = [*_table(("advice", "kind", "what it says", "basis"), told), "", "## Doses", ""]
    lines += ["Low and full dose a day, for orders held against the chart.", ""]
    doses = (
        (f"`{dose.id}`", _dose(dose.low), _dose(dose.full), dose.unit, _basis(dose.basis, knowledge))
        for dose in knowledge.doses.values()
    )
    return [*lines, *_table(("drug", "low: up to", "full: from", "unit", "basis"), doses)]


def _dose(limit: float | None) -> str:
    return "" if limit is None else f"{limit:g}"


def _selector(orders: OrderSelector) -> str:
    parts = [_ids(sorted(ids)) for ids in (orders.classes | orders.drugs, orders.terms) if ids]
    said = " and ".join(parts)
    return f"{said} but not {_ids(sorted(orders.unless_terms))}" if orders.unless_terms else said


def _condition(level: SafetyLevel, sentences: Sentences) -> str:
    parts = [f"gate {' or '.join(f'`{gate}`' for gate in level.gates)}"] if level.gates else []
    if level.when is not None:
        parts.append(_heading(sentences.clause(level.when)))
    if level.missing is not None:
        parts.append(f"no `{level.missing.lab}` within {level.missing.within_days:g} days")
    if level.unless_gates:
        parts.append(f"unless {' or '.join(f'`{gate}`' for gate in level.unless_gates)}")
    return ", ".join(parts)


def _heading(clause: Clause) -> str:
    """What the knowledge calls it, or what its parts are called, or the question itself."""
    words = "".join(link.label for link in clause.words)
    if clause.label or not clause.parts:
        return clause.label or words
    return (" and " if words == EVERY else " or ").join(map(_heading, clause.parts))


def _sources(files: Files) -> list[str]:
    users: defaultdict[str, list[str]] = defaultdict(list)
    for kind in Kind:
        for name, data in files[kind].items():
            for reference in dict.fromkeys(_references(data)):
                users[reference].append(f"{kind}/{name}")
    sources = files[Kind.REFERENCES]
    seen = sum(source["status"] == ReferenceStatus.SEEN for source in sources.values())
    rows = (
        (f"`{name}`", source["status"], source["citation"], source.get("locator", ""), _ids(users[name]) or "nothing")
        for name, source in sources.items()
    )
    told = f"{len(sources)} sources: {seen} seen (read again in a stored copy), {len(sources) - seen} recalled."
    return [told, "", *_table(("source", "status", "citation", "where", "used by"), rows)]


def _references(data: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a validated file
    if isinstance(data, dict):
        for key, value in data.items():
            yield from value if key == "references" else _references(value)
    elif isinstance(data, list):
        for value in data:
            yield from _references(value)


def _coverage() -> list[str]:
    rows = coverage_rows()
    lines = [f"{len(rows)} things are named. Entries are files below `rules/knowledge/`.", ""]
    for document in sorted({row["document"] for row in rows}):
        told = (
            (row["names"], row["verdict"], _capital(row.get("said", "")), _ids(row["in"]) or "nowhere")
            for row in rows
            if row["document"] == document
        )
        lines += [f"## Document {document}", "", *_table(("named", "verdict", "note", "entries"), told), ""]
    return lines


def _basis(basis: Basis, knowledge: Knowledge) -> str:
    sources = [
        name + ("" if knowledge.references[name].status is ReferenceStatus.SEEN else f" ({BasisKind.RECALLED.value})")
        for name in basis.references
    ]
    return f"{basis.kind.value}{': ' if sources else ''}{', '.join(sources)}"


def _ids(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        cells = (cell.replace("|", "\\|").replace("<", "&lt;") for cell in row)
        yield f"| {' | '.join(cells)} |"


def _page(title: str, about: str, body: list[str]) -> str:
    lines: list[str] = [f"# {title}", "", about, ""]
    for line in body:
        if line or lines[-1]:
            lines.append(line)
    return "\n".join(lines).rstrip() + "\n"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
