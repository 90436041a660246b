"""YAML read strictly: a key given twice is refused, and plain words stay words.

Scalars follow the core schema of YAML 1.2, so ``no`` is a word, ``10_29`` is a word and a date is a word. Keys are
always text. An anchor says a part once and its aliases repeat it; a part that repeats itself within itself is refused.
Merge keys are not supported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

import yaml

from rules.loading.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Hashable

    from rules.loading.sources import Source

__all__ = ["read_yaml"]

_BaseLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_SCALARS: tuple[tuple[str, str, str], ...] = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", "~nN"),
)


def _resolvers() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {"": []}
    for name, pattern, first_characters in _SCALARS:
        for first in (*first_characters, *([""] if name == "null" else [])):
            resolvers.setdefault(first, []).append((f"tag:yaml.org,2002:{name}", re.compile(f"^(?:{pattern})$")))
    return resolvers


class _Loader(_BaseLoader):  # type: ignore[misc]  # the C loader is there or not, so its type is only known at run time
    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = _resolvers()

    def __init__(self, stream: bytes) -> None:
        super().__init__(stream)
        self.repeated: list[tuple[str, int]] = []

    def construct_mapping(  # PyYAML's own signature
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002
    ) -> dict[Hashable, Any]:
        mapping: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key must be a word", key_node.start_mark)
            if key_node.value in mapping:
                self.repeated.append((key_node.value, key_node.start_mark.line + 1))
            mapping[key_node.value] = self.construct_object(value_node, deep=deep)
        return mapping

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        return int(node.value)

    def construct_yaml_float(self, node: yaml.ScalarNode) -> float:
        return float(node.value)


_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_yaml_int)
_Loader.add_constructor("tag:yaml.org,2002:float", _Loader.construct_yaml_float)


def read_yaml(source: Source) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    """The mapping in a file and what is wrong with its YAML; None when there is no mapping."""
    file = source.name
    try:
        loader = _Loader(source.content)
        try:
            root = loader.get_single_node()
            # Deep: each part is finished before the next begins, so that an alias within its own part is found out.
            document = None if root is None else loader.construct_object(root, deep=True)
        finally:
            loader.dispose()
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        return None, (Problem(file, "", f"is not YAML: {_where(error)}"),)
    if not isinstance(document, dict):
        return None, (Problem(file, "", "is empty" if document is None else "must be a mapping of keys to values"),)
    return document, tuple(
        Problem(file, key, f"is given twice (again in line {line})") for key, line in loader.repeated
    )


def _where(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}, column {error.problem_mark.column + 1}: {error.problem}"
    return " ".join(str(error).split())
