from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from cds.version import VERSION

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cds.cli.conftest import Run


def test_sound_knowledge_is_counted(run: Run, knowledge_folder: Path) -> None:
    result = run("knowledge", "check", str(knowledge_folder))
    assert result.exit_code == 0
    assert "knowledge 0.1.0+" in result.stdout
    assert "no problems" in result.stdout
    assert "2  causes" in result.stdout


def test_every_problem_is_listed_and_code_1(run: Run, knowledge_folder: Path, tmp_path: Path) -> None:
    for file in knowledge_folder.rglob("*.yaml"):
        copy = tmp_path / file.relative_to(knowledge_folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    (tmp_path / "triggers" / "rash_said.yaml").write_text("id: rash_said\nlabel: Rash\nwhen: {said: [nosuch]}\n")
    (tmp_path / "causes" / "flu.yaml").write_text("id: flue\n")
    result = run("knowledge", "check", str(tmp_path))
    assert result.exit_code == 1
    assert "triggers/rash_said.yaml:3: when.said[0]" in result.stdout
    assert "causes/flu.yaml" in result.stdout
    assert result.stderr == f"{tmp_path}: {len(result.stdout.splitlines())} problems.\n"


def test_without_a_folder_the_service_s_own_is_checked(run: Run, knowledge_folder: Path) -> None:
    assert str(knowledge_folder) in run("knowledge", "check").stdout


def test_the_contract_is_yaml(run: Run) -> None:
    result = run("openapi")
    assert result.exit_code == 0
    assert yaml.safe_load(result.stdout)["info"]["version"] == VERSION


def test_version(run: Run) -> None:
    assert VERSION in run("--version").stdout


def test_help_tells_every_exit_code(run: Run) -> None:
    out = run("--help").stdout
    assert [line.split()[0] for line in out.split("Exit codes:")[1].splitlines() if line.strip()] == list("0123")


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str], dict[str, str]]]:
    calls: list[tuple[str, list[str], dict[str, str]]] = []
    monkeypatch.setattr(os, "execve", lambda *call: calls.append(call))
    return calls


def test_serve_becomes_gunicorn(run: Run, executed: list[tuple[str, list[str], dict[str, str]]]) -> None:
    assert run("serve", "--host", "0.0.0.0", "--port", "9000", "--workers", "3").exit_code == 0  # noqa: S104
    ((program, command, environment),) = executed
    assert program == sys.executable
    assert command[1:] == ["-m", "gunicorn", "--config", "python:cds.gunicorn_conf", "--workers", "3", "cds.wsgi:app"]
    assert (environment["PETECHIAE_HOST"], environment["PETECHIAE_PORT"]) == ("0.0.0.0", "9000")  # noqa: S104


def test_serve_leaves_to_the_environment_what_is_not_said(
    run: Run, executed: list[tuple[str, list[str], dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PETECHIAE_PORT", "9100")
    monkeypatch.delenv("PETECHIAE_HOST", raising=False)
    assert run("serve").exit_code == 0
    ((_, command, environment),) = executed
    assert "--workers" not in command
    assert environment["PETECHIAE_PORT"] == "9100"
    assert "PETECHIAE_HOST" not in environment


def test_serve_refuses_a_wrong_setting_with_code_3(
    run: Run, executed: list[tuple[str, list[str], dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PETECHIAE_LOG_LEVEL", "LOUD")
    result = run("serve")
    assert result.exit_code == 3
    assert "PETECHIAE_LOG_LEVEL='LOUD' cannot be used" in result.stderr
    assert executed == []


@pytest.mark.parametrize(
    "command",
    [
        ("assess", "-"),
        ("codes", "check", __file__),
        ("codes", "report", __file__),
        ("knowledge", "check"),
        ("knowledge", "diff", "HEAD", "HEAD"),
        ("knowledge", "explain", "ttp", "ttp"),
        ("knowledge", "new", "cause", "mumps"),
        ("store", "migrate"),
        ("feedback", "report"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_every_command_refuses_a_wrong_setting_with_code_3(
    run: Run, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PETECHIAE_TIME_ZONE", "Nowhere")
    result = run(*command, stdin='{"resourceType": "Patient"}')
    assert result.exit_code == 3
    assert "PETECHIAE_TIME_ZONE='Nowhere' cannot be used" in result.stderr


@pytest.mark.parametrize(
    ("clients", "named"),
    [
        ("clients: []", "clients.yaml must list at least one client"),
        ("clients: [{name: A, iss: a, jwks: nowhere.json}]", "nowhere.json, the key set of A"),
    ],
)
def test_serve_refuses_clients_that_cannot_be_used_with_code_3(
    run: Run,
    executed: list[tuple[str, list[str], dict[str, str]]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    *,
    clients: str,
    named: str,
) -> None:
    (tmp_path / "clients.yaml").write_text(clients)
    monkeypatch.setenv("PETECHIAE_CLIENTS", str(tmp_path / "clients.yaml"))
    result = run("serve")
    assert result.exit_code == 3
    assert named in result.stderr
    assert executed == []
