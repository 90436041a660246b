"""The laws of the tree: imports run one way, the medicine knows no outside, modules stay small."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import TypeGuard

import pytest

ROOT = Path(__file__).resolve().parent.parent

LAYERS = {
    "rules": (),
    "cds.fhir": ("rules",),
    "cds.fhir_server": ("cds.fhir", "cds.log_codes", "cds.resting"),
    "cds.cards": ("rules",),
    "cds.store": ("cds.hooks", "cds.log_codes", "cds.resting"),
    "cds.hooks": ("cds.services", "cds.store", "cds.caller", "cds.errors", "cds.log_codes", "cds.wire"),
    "cds.services": (
        "cds.fhir",
        "cds.fhir_server",
        "cds.cards",
        "cds.hooks",
        "cds.errors",
        "cds.log_codes",
        "cds.version",
        "rules",
    ),
    "cds.security": ("cds.caller", "cds.errors", "cds.log_codes", "cds.wire"),
    "cds.errors": ("cds.log_codes", "cds.wire"),
    "cds.resting": (),
    "cds.version": (),
    "cds.examples": (),
}
"""Package -> our packages it may import besides itself. What is not listed (app, cli, web ...) stands on top."""

ONLY_TYPES = {("cds.store", "cds.hooks"), ("cds.hooks", "cds.services"), ("cds.services", "cds.hooks")}
"""Allowed for annotations alone, so that no cycle exists at run time."""

KNOWLEDGE_READERS = {"yaml", "marshmallow"}
"""Third-party packages allowed in rules/loading, and nowhere else in rules."""

LARGEST_MODULE = 12_500


def modules() -> dict[str, Path]:
    found = {}
    for top in ("rules", "cds"):
        for path in sorted((ROOT / top).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


MODULES = modules()


def imports(path: Path) -> set[tuple[str, bool]]:
    """(module, only for types) of every import in a file, also those inside functions."""
    found: set[tuple[str, bool]] = set()

    def visit(node: ast.AST, *, typing: bool) -> None:
        for child in ast.iter_child_nodes(node):
            inner = typing or (
                isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING"
            )
            if isinstance(child, ast.Import):
                found.update((alias.name, typing) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{path}: relative import"
                found.add((child.module or "", typing))
                names = (f"{child.module}.{alias.name}" for alias in child.names)
                found.update((name, typing) for name in names if name in MODULES)
            visit(child, typing=inner)

    visit(ast.parse(path.read_text("utf-8")), typing=False)
    return found


def package(name: str) -> str:
    return next((layer for layer in LAYERS if name == layer or name.startswith(layer + ".")), name)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_run_one_way(name: str) -> None:
    layer = package(name)
    if layer not in LAYERS:
        return
    for target, typing in imports(MODULES[name]):
        wanted = package(target)
        if target.split(".")[0] not in {"cds", "rules"} or wanted == layer or target == "cds":
            continue
        assert wanted in LAYERS[layer], f"{name} imports {target}"
        if (layer, wanted) in ONLY_TYPES:
            assert typing or _is_plain_value(target), f"{name} imports {target} at run time"


def _is_plain_value(target: str) -> bool:
    """Exceptions and value types that import nothing of ours may be used at run time."""
    return not any(inner.split(".")[0] in {"cds", "rules"} and not typing for inner, typing in imports(MODULES[target]))


@pytest.mark.parametrize("name", sorted(name for name in MODULES if name.split(".")[0] == "rules"))
def test_the_medicine_imports_only_the_standard_library(name: str) -> None:
    allowed = set(sys.stdlib_module_names) | {"rules"}
    if name.startswith("rules.loading"):
        allowed |= KNOWLEDGE_READERS
    assert {target.split(".")[0] for target, _ in imports(MODULES[name])} <= allowed


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {
        name: {target for target, typing in imports(path) if target in MODULES and target != name and not typing}
        for name, path in MODULES.items()
    }
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join([*trail[trail.index(name) :], name])
        if name not in done:
            for target in sorted(graph[name]):
                walk(target, (*trail, name))
            done.add(name)

    for name in graph:
        walk(name, ())
    assert done == set(MODULES)


def top_names(body: list[ast.stmt]) -> dict[str, ast.stmt]:
    """What a module defines, save what only annotations need."""
    found: dict[str, ast.stmt] = {}
    for node in body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found.update((each.id, node) for target in targets if target for each in ast.walk(target) if _is_name(each))
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
    return found


def _is_name(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name)


def public(tree: ast.Module) -> set[str] | None:
    listed = top_names(tree.body).get("__all__")
    return set(ast.literal_eval(listed.value)) if isinstance(listed, ast.Assign) else None


@pytest.mark.parametrize("name", sorted(MODULES))
def test_what_others_take_from_a_module_is_public_there(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or (source := MODULES.get(node.module or "")) is None:
            continue
        other = ast.parse(source.read_text("utf-8"))
        listed, defined = public(other), top_names(other.body)
        taken = {alias.name for alias in node.names} & defined.keys()
        assert listed is None or taken <= listed, f"{name} takes {sorted(taken - listed)} from {node.module}"


@pytest.mark.parametrize("name", sorted(MODULES))
def test_no_private_name_is_left_over(name: str) -> None:
    text = MODULES[name].read_text("utf-8")
    private = [each for each in top_names(ast.parse(text).body) if each.startswith("_") and not each.startswith("__")]
    assert [each for each in private if len(re.findall(rf"\b{each}\b", text)) == 1] == []


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_name_is_explained_below_it(name: str) -> None:
    assert not re.search(r"^\s*#:", MODULES[name].read_text("utf-8"), re.MULTILINE), "a docstring, as elsewhere"


@pytest.mark.parametrize("name", sorted(MODULES))
def test_modules_have_one_purpose(name: str) -> None:
    assert MODULES[name].stat().st_size <= LARGEST_MODULE
