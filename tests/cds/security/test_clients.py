"""The file of clients: checked whole, and every problem is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from cds.security.clients import read_clients
from cds.security.problems import WrongClients

if TYPE_CHECKING:
    from pathlib import Path

NOBODY: frozenset[str] = frozenset()

GOOD = {"name": "Epic", "iss": "https://ehr.example.org", "jku": "https://ehr.example.org/jwks.json"}


def declared(tmp_path: Path, *clients: Any) -> Path:
    path = tmp_path / "clients.json"
    path.write_text(json.dumps({"clients": list(clients)}))
    return path


def test_what_is_not_said_has_a_safe_default(tmp_path: Path) -> None:
    (client,) = read_clients(declared(tmp_path, GOOD), demo=False)
    assert client.jku == ("https://ehr.example.org/jwks.json",)
    assert client.algorithms == {"ES384", "RS384"}
    assert (client.key_set, client.tenants, client.services, client.longest_minutes) == (None, NOBODY, NOBODY, 60)


def test_yaml_is_read_and_files_are_found_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "clients.yaml"
    path.write_text(
        "clients:\n- name: A\n  iss: a\n  jwks: keys/a.json\n  tenants: [x, y]\n  algorithms: RS256\n"
        "  longest_minutes: 1440\n  services: [s]\n"
    )
    clients = read_clients(path, demo=False)
    client = clients.of_issuer("a")
    assert client is not None
    assert client.key_set == tmp_path / "keys/a.json"
    assert (client.tenants, client.algorithms) == (frozenset({"x", "y"}), frozenset({"RS256"}))
    assert (client.services, client.longest_minutes) == (frozenset({"s"}), 1440)
    assert clients.of_issuer("a/") is None
    assert clients.of_issuer(["a"]) is None


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"iss": ...}, r"\[0\].iss is required"),
        ({"name": ""}, r"\[0\].name must have 1 to 500"),
        ({"name": 7}, r"\[0\].name must be a text"),
        ({"jku": ...}, r"\[0\].jku or jwks"),
        ({"jku": []}, r"\[0\].jku or jwks"),
        ({"jku": "http://ehr.example.org/jwks.json"}, r"\[0\].jku must be an https"),
        ({"jku": "http://127.0.0.1:3001/jwks.json"}, r"\[0\].jku must be an https"),
        ({"jku": "https://user:pass@ehr.example.org/"}, r"\[0\].jku must be an https"),
        ({"jku": ["https://a.example/k", "file:///etc/passwd"]}, r"\[0\].jku must be an https"),
        ({"jku": {"x": 1}}, r"\[0\].jku must be a text or a list"),
        ({"algorithms": ["HS256"]}, r"\[0\].algorithms must be some of ES384"),
        ({"algorithms": ["none"]}, r"\[0\].algorithms must be some of"),
        ({"algorithms": []}, r"\[0\].algorithms must be some of"),
        ({"longest_minutes": 0}, r"\[0\].longest_minutes must be 1 to 1440"),
        ({"longest_minutes": 1441}, r"\[0\].longest_minutes must be 1 to 1440"),
        ({"longest_minutes": "60x"}, r"\[0\].longest_minutes must be a whole number"),
        ({"isss": "x"}, r"\[0\].isss is no member"),
    ],
)
def test_a_wrong_member_is_named(tmp_path: Path, change: dict[str, Any], named: str) -> None:
    client = {name: value for name, value in {**GOOD, **change}.items() if value is not ...}
    with pytest.raises(WrongClients, match=named):
        read_clients(declared(tmp_path, client), demo=False)


@pytest.mark.parametrize("text", ["", "[]", "clients: []", "clients: {a: 1}", "a: b", "{", "clients: ["])
def test_a_file_without_clients_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "clients.yaml"
    path.write_text(text)
    with pytest.raises(WrongClients, match=r"clients\.yaml (must list|is neither)"):
        read_clients(path, demo=False)


@pytest.mark.parametrize("client", ["text", 7, None, []])
def test_an_entry_that_is_no_mapping_is_refused(tmp_path: Path, client: Any) -> None:
    with pytest.raises(WrongClients, match=r"must be a mapping"):
        read_clients(declared(tmp_path, client), demo=False)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongClients, match=r"nowhere\.yaml cannot be read"):
        read_clients(tmp_path / "nowhere.yaml", demo=False)


@pytest.mark.parametrize("change", [{"name": "Other"}, {"iss": "https://other.example"}])
def test_an_issuer_or_a_name_cannot_stand_twice(tmp_path: Path, change: dict[str, str]) -> None:
    with pytest.raises(WrongClients, match="stands twice"):
        read_clients(declared(tmp_path, GOOD, {**GOOD, **change}), demo=False)


@pytest.mark.parametrize(
    ("jku", "passes"),
    [
        ("http://127.0.0.1:3001/jwks.json", True),
        ("http://localhost:3001/jwks.json", True),
        ("http://[::1]:3001/jwks.json", True),
        ("http://127.0.0.1.evil.example/jwks.json", False),
        ("http://10.0.0.1/jwks.json", False),
        ("ftp://127.0.0.1/jwks.json", False),
    ],
)
def test_in_demo_mode_key_sets_may_be_at_http_addresses_of_this_machine_only(
    tmp_path: Path, jku: str, *, passes: bool
) -> None:
    path = declared(tmp_path, {**GOOD, "jku": jku})
    if passes:
        assert [client.jku for client in read_clients(path, demo=True)] == [(jku,)]
    else:
        with pytest.raises(WrongClients):
            read_clients(path, demo=True)
