"""What one site calls things: its own codes, names and units, added to the knowledge at the start.

One small YAML or JSON file. Everything in it is checked against the knowledge before it is used: it may add wordings
and never change what a known one means.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, validates_schema

from cds.fhir.code_systems import system_key
from cds.fhir.wordings import plain_words
from rules.definitions import Code
from rules.loading import KnowledgeError, Problem
from rules.loading.fields import Id, ListOf, MappingOf, Part, StrictSchema, Text, Texts
from rules.loading.problems import located
from rules.loading.sources import Source, content_hash
from rules.loading.strict_yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from rules.concept_definitions import ConceptDefinition
    from rules.definitions import Knowledge
    from rules.drug_definitions import DrugDefinition
    from rules.lab_definitions import LabDefinition

__all__ = ["with_site_map"]

_KINDS = ("lab", "concept", "drug")
_SHOWN_HASH = 8
_CLOSE = 0.6


class _CodeSchema(StrictSchema):
    system = Text(required=True)
    code = Text(required=True)
    lab = Id()
    concept = Id()
    drug = Id()

    @validates_schema
    def _one_meaning(self, data: dict[str, Any], **_: object) -> None:
        if sum(kind in data for kind in _KINDS) != 1:
            raise ValidationError(f"must name one of {', '.join(_KINDS)}")


class _NamesSchema(StrictSchema):
    labs = MappingOf(Texts(least=1))
    concepts = MappingOf(Texts(least=1))
    drugs = MappingOf(Texts(least=1))


class _SiteSchema(StrictSchema):
    codes = ListOf(Part(_CodeSchema))
    names = Part(_NamesSchema)
    units = MappingOf(MappingOf(Text()))


def with_site_map(knowledge: Knowledge, file: Path | None) -> Knowledge:
    """The knowledge with the wordings of the site; its version then tells the file by a hash. None: as it is.

    Raises KnowledgeError naming the file, the place in it and the reason of everything that is wrong.
    """
    if file is None:
        return knowledge
    try:
        content = file.read_bytes()
    except OSError as error:
        raise KnowledgeError((Problem(file.name, "", f"cannot be read: {error.strerror}"),)) from error
    document, wrong = read_yaml(Source(file.name, content))
    if document is None or wrong:
        raise KnowledgeError(wrong)
    try:
        said: dict[str, Any] = _SiteSchema().load(document)
    except ValidationError as error:
        raise KnowledgeError(tuple(Problem(file.name, *each) for each in located(error.messages))) from None
    problems = tuple(Problem(file.name, path, reason) for path, reason in _problems(said, knowledge))
    if problems:
        raise KnowledgeError(problems)
    return _joined(knowledge, said, content_hash([("site", content)])[:_SHOWN_HASH])


def _defined(knowledge: Knowledge) -> dict[str, Mapping[Any, LabDefinition | ConceptDefinition | DrugDefinition]]:
    return {"lab": knowledge.labs, "concept": knowledge.concepts, "drug": knowledge.drugs}


def _problems(said: dict[str, Any], knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """What names nothing, and what says something else than the knowledge or than another line of the file."""
    known: dict[tuple[str, str, str], str] = {
        (kind, code.system, code.code): name
        for kind, definitions in _defined(knowledge).items()
        for name, definition in definitions.items()
        for code in definition.codes
        if code.verified
    }
    for index, each in enumerate(said.get("codes", ())):
        kind = _kind(each)
        yield from _unknown(f"codes[{index}].{kind}", kind, each[kind], _defined(knowledge)[kind])
        key = (kind, system_key(each["system"]), each["code"])
        owner = known.setdefault(key, each[kind])
        if owner != each[kind]:
            yield f"codes[{index}]", f"this code is already {owner}"
    yield from _wrong_names(said.get("names", {}), knowledge)
    yield from _wrong_units(said.get("units", {}), knowledge)


def _wrong_names(said: dict[str, dict[str, list[str]]], knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    owners = _owners(knowledge)
    for group, named in said.items():
        kind = group.removesuffix("s")
        for name, wordings in named.items():
            yield from _unknown(f"names.{group}.{name}", kind, name, _defined(knowledge)[kind])
            for place, wording in enumerate(wordings):
                owner = owners[kind].setdefault(plain_words(wording), name) if kind != "concept" else name
                if owner != name:
                    yield f"names.{group}.{name}[{place}]", f"this is already a name of {owner}"


def _wrong_units(said: dict[str, dict[str, str]], knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for dimension, spellings in said.items():
        table = knowledge.units.get(dimension)
        if table is None:
            yield from _unknown(f"units.{dimension}", "dimension", dimension, knowledge.units)
            continue
        for spelling, means in spellings.items():
            where = f"units.{dimension}.{spelling}"
            if means not in table:
                yield from _unknown(where, f"unit of {dimension}", means, table)
            elif table.get(spelling, table[means]) != table[means]:
                yield where, f"this spelling is already {table[spelling][0]}"


def _unknown(where: str, kind: str, name: str, known: Iterable[str]) -> Iterator[tuple[str, str]]:
    names = list(known)
    if name not in names:
        close = get_close_matches(name, names, n=1, cutoff=_CLOSE)
        yield where, f"there is no {kind} {name}{f' (did you mean {close[0]}?)' if close else ''}"


def _owners(knowledge: Knowledge) -> dict[str, dict[str, str]]:
    """Whose a name of a test or drug is: one that two share tells neither. A phrase may belong to several concepts."""
    labs = ((word, lab.id) for lab in knowledge.labs.values() for word in (lab.label, lab.short, *lab.names))
    drugs = ((word, drug.id) for drug in knowledge.drugs.values() for word in (drug.label, *drug.names))
    return {
        "lab": {plain_words(word): owner for word, owner in labs},
        "drug": {plain_words(word): owner for word, owner in drugs},
    }


def _kind(code: dict[str, Any]) -> str:
    return next(kind for kind in _KINDS if kind in code)


def _joined(knowledge: Knowledge, said: dict[str, Any], digest: str) -> Knowledge:
    codes: dict[tuple[str, str], list[Code]] = defaultdict(list)
    for each in said.get("codes", ()):
        kind = _kind(each)
        codes[kind, each[kind]].append(Code(system_key(each["system"]), each["code"]))
    names: dict[str, Any] = said.get("names", {})

    def added(kind: str, name: str) -> tuple[tuple[Code, ...], tuple[str, ...]]:
        return tuple(codes.get((kind, name), ())), tuple(names.get(f"{kind}s", {}).get(name, ()))

    labs, concepts, drugs = dict(knowledge.labs), dict(knowledge.concepts), dict(knowledge.drugs)
    for lab_id, lab in labs.items():
        more, words = added("lab", lab_id)
        labs[lab_id] = replace(lab, codes=lab.codes + more, names=lab.names + words)
    for concept_id, concept in concepts.items():
        more, words = added("concept", concept_id)
        concepts[concept_id] = replace(concept, codes=concept.codes + more, phrases=concept.phrases + words)
    for drug_id, drug in drugs.items():
        more, words = added("drug", drug_id)
        drugs[drug_id] = replace(drug, codes=drug.codes + more, names=drug.names + words)
    units = dict(knowledge.units)
    for dimension, spellings in said.get("units", {}).items():
        table = units[dimension]
        units[dimension] = MappingProxyType({**table, **{each: table[means] for each, means in spellings.items()}})
    return replace(
        knowledge,
        version=f"{knowledge.version}.site.{digest}",
        labs=MappingProxyType(labs),
        concepts=MappingProxyType(concepts),
        drugs=MappingProxyType(drugs),
        units=MappingProxyType(units),
    )
