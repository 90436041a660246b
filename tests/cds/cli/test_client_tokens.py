"""A token made by the command is taken by a service that was given its file of clients."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jwt
import pytest

from cds.app import create_app
from cds.security.clients import read_clients

if TYPE_CHECKING:
    from pathlib import Path

    from cds.settings import Settings
    from tests.cds.cli.conftest import Run

CALL = "/cds-services/petechiae-differential"


@pytest.mark.parametrize("alg", ["ES384", "RS384", "ES256", "RS256"])
def test_the_token_is_taken_once_by_a_service_that_knows_the_clients(
    run: Run, settings: Settings, engine: Any, hook_request: dict[str, Any], tmp_path: Path, *, alg: str
) -> None:
    folder = tmp_path / "client"
    result = run("token", "--aud", settings.base_url + CALL, "--alg", alg, "--folder", str(folder))
    assert result.exit_code == 0
    assert f"PETECHIAE_CLIENTS={folder}/clients.yaml" in result.stderr
    knowledge: Any = type("K", (), {"version": "v"})()
    client = create_app(replace(settings, clients=folder / "clients.yaml"), knowledge, engine=engine).test_client()
    headers = {"Authorization": f"Bearer {result.stdout.strip()}"}
    assert client.post(CALL, json=hook_request, headers=headers).status_code == 200
    assert client.post(CALL, json=hook_request, headers=headers).status_code == 401
    assert client.post(CALL, json=hook_request).status_code == 401


def test_what_is_asked_for_is_in_the_token(run: Run, tmp_path: Path) -> None:
    options = ("--iss", "https://i.example", "--kid", "k1", "--lifetime", "7200", "--tenant", "north")
    out = run("token", "--aud", "https://a.example", *options, "--folder", str(tmp_path)).stdout.strip()
    header = jwt.get_unverified_header(out)
    claims = jwt.decode(out, options={"verify_signature": False})
    assert header == {"alg": "ES384", "typ": "JWT", "kid": "k1"}
    assert (claims["iss"], claims["aud"], claims["tenant"]) == ("https://i.example", "https://a.example", "north")
    assert claims["exp"] - claims["iat"] == 7200
    (client,) = read_clients(tmp_path / "clients.yaml", demo=False)
    assert client.longest_minutes == 120


def test_keys_are_found_again_and_the_files_grow(run: Run, tmp_path: Path) -> None:
    folder = str(tmp_path / "new" / "client")
    for alg in ("ES384", "RS256", "ES384"):
        assert run("token", "--aud", "https://a.example", "--alg", alg, "--folder", folder).exit_code == 0
    assert run("token", "--aud", "https://a.example", "--iss", "https://b.example", "--folder", folder).exit_code == 0
    keys = json.loads((tmp_path / "new/client/jwks.json").read_text())["keys"]
    assert sorted(key["kid"] for key in keys) == ["test-ES384", "test-RS256"]
    assert not any({"d", "p", "q"} & key.keys() for key in keys)
    first, second = read_clients(tmp_path / "new/client/clients.yaml", demo=False)
    assert (first.algorithms, second.algorithms) == (frozenset({"ES384", "RS256"}), frozenset({"ES384"}))
    for file in (tmp_path / "new/client").glob("*.pem"):
        assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("file", "content"),
    [("ES384.pem", "garbage"), ("jwks.json", "{"), ("jwks.json", "[]"), ("clients.yaml", "[1]"), ("clients.yaml", "{")],
)
def test_a_file_that_is_not_ours_is_said_and_left_alone(run: Run, tmp_path: Path, file: str, content: str) -> None:
    (tmp_path / file).write_text(content)
    result = run("token", "--aud", "https://a.example", "--folder", str(tmp_path))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "is not what this command writes" in result.stderr
    assert (tmp_path / file).read_text() == content


def test_a_folder_that_cannot_be_made_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run("token", "--aud", "https://a.example", "--folder", str(tmp_path / "file" / "x"))
    assert result.exit_code == 2
    assert "cannot be used" in result.stderr


@pytest.mark.parametrize(
    "options", [("--alg", "HS256"), ("--alg", "none"), ("--lifetime", "0"), ("--lifetime", "86401")]
)
def test_what_no_service_would_take_is_not_made(run: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    assert run("token", "--aud", "https://a.example", *options, "--folder", str(tmp_path)).exit_code == 2
    assert list(tmp_path.glob("*.pem")) == []
