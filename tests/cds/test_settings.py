from __future__ import annotations

from pathlib import Path

import pytest

from cds.settings import Settings, WrongSetting, settings_or_exit


def test_nothing_set_gives_the_defaults() -> None:
    settings = Settings.from_environment({"PETECHIAE_PORT": "  "})
    assert settings == Settings()
    assert (settings.base_url, settings.max_nesting, settings.as_of) == ("http://127.0.0.1:8080", 500, None)


def test_every_setting_is_read(tmp_path: Path) -> None:
    clients = tmp_path / "clients.yaml"
    clients.touch()
    settings = Settings.from_environment(
        {
            "PETECHIAE_HOST": "0.0.0.0",  # noqa: S104 - only read, not bound
            "PETECHIAE_PORT": "9000",
            "PETECHIAE_BASE_URL": "https://cds.example.org/base/",
            "PETECHIAE_DATABASE_URL": "sqlite:///x.db",
            "PETECHIAE_MAX_BODY_BYTES": "2048",
            "PETECHIAE_MAX_NESTING": "20",
            "PETECHIAE_MAX_RESOURCES": "1",
            "PETECHIAE_MAX_SECONDS": "3",
            "PETECHIAE_MAX_CONCURRENT": "2",
            "PETECHIAE_MAX_CALLS_PER_MINUTE": "7",
            "PETECHIAE_AUDIT_DAYS": "0",
            "PETECHIAE_FEEDBACK_DAYS": "90",
            "PETECHIAE_CLIENTS": str(clients),
            "PETECHIAE_LOG_LEVEL": "debug",
            "PETECHIAE_KNOWLEDGE_DIR": str(tmp_path),
            "PETECHIAE_CACHE_DIR": "c",
            "PETECHIAE_CORS_ORIGINS": "https://a.example, https://b.example/",
            "PETECHIAE_FHIR_SERVERS": "https://ehr.example.org/r4/, https://fhir.ward.example=10.20.0.0/16,",
            "PETECHIAE_FHIR_BUDGET_MS": "100",
            "PETECHIAE_TIME_ZONE": "Europe/Berlin",
            "PETECHIAE_DIALECTS": "1.0, https://ehr.example.org/=epic",
            "PETECHIAE_DEMO": "1",
            "PETECHIAE_AS_OF": "2026-11-20T07:00:00+01:00",
        }
    )
    assert (settings.host, settings.port, settings.base_url) == ("0.0.0.0", 9000, "https://cds.example.org/base")  # noqa: S104
    assert (settings.max_body_bytes, settings.max_nesting, settings.max_resources) == (2048, 20, 1)
    assert (settings.max_seconds, settings.max_concurrent, settings.max_calls_per_minute) == (3, 2, 7)
    assert (settings.audit_days, settings.feedback_days, settings.clients) == (0, 90, clients)
    assert (settings.log_level, settings.knowledge_dir, settings.cache_dir) == ("DEBUG", tmp_path, Path("c"))
    assert settings.cors_origins == ("https://a.example", "https://b.example")
    assert [str(base) for base in settings.fhir_servers] == [
        "https://ehr.example.org/r4",
        "https://fhir.ward.example=10.20.0.0/16",
    ]
    assert settings.fhir_budget_ms == 100
    assert settings.demo
    assert settings.time_zone.key == "Europe/Berlin"
    assert str(settings.dialects) == "1.0,https://ehr.example.org/=epic"
    assert settings.as_of is not None
    assert settings.as_of.isoformat() == "2026-11-20T06:00:00+00:00"


@pytest.mark.parametrize(
    ("host", "bind", "base_url"),
    [
        ("", "127.0.0.1:81", "http://127.0.0.1:81"),
        ("0.0.0.0", "0.0.0.0:81", "http://127.0.0.1:81"),  # noqa: S104 - only read, not bound
        ("::1", "[::1]:81", "http://[::1]:81"),
        ("cds.local", "cds.local:81", "http://cds.local:81"),
    ],
)
def test_the_base_url_follows_host_and_port(host: str, bind: str, base_url: str) -> None:
    settings = Settings.from_environment({"PETECHIAE_HOST": host, "PETECHIAE_PORT": "81"})
    assert (settings.bind, settings.base_url) == (bind, base_url)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PETECHIAE_PORT", "0"),
        ("PETECHIAE_PORT", "65536"),
        ("PETECHIAE_PORT", "http"),
        ("PETECHIAE_BASE_URL", "cds.example.org"),
        ("PETECHIAE_BASE_URL", "https://cds.example.org/?x=1"),
        ("PETECHIAE_DATABASE_URL", "feedback.db"),
        ("PETECHIAE_MAX_BODY_BYTES", "1023"),
        ("PETECHIAE_MAX_NESTING", "601"),
        ("PETECHIAE_MAX_RESOURCES", "-1"),
        ("PETECHIAE_MAX_SECONDS", "0"),
        ("PETECHIAE_MAX_SECONDS", "301"),
        ("PETECHIAE_MAX_CONCURRENT", "0"),
        ("PETECHIAE_MAX_CONCURRENT", "201"),
        ("PETECHIAE_MAX_CALLS_PER_MINUTE", "0"),
        ("PETECHIAE_AUDIT_DAYS", "-1"),
        ("PETECHIAE_FEEDBACK_DAYS", "36501"),
        ("PETECHIAE_CLIENTS", "/nowhere/at/all.yaml"),
        ("PETECHIAE_CLIENTS", "/"),
        ("PETECHIAE_SITE_MAP", "/nowhere/at/all.yaml"),
        ("PETECHIAE_LOG_LEVEL", "loud"),
        ("PETECHIAE_KNOWLEDGE_DIR", "/nowhere/at/all"),
        ("PETECHIAE_CORS_ORIGINS", "ehr.example.org"),
        ("PETECHIAE_FHIR_SERVERS", "https://ehr.example.org/r4,http://ehr.example.org/r4"),
        ("PETECHIAE_FHIR_BUDGET_MS", "99"),
        ("PETECHIAE_FHIR_BUDGET_MS", "20001"),
        ("PETECHIAE_TIME_ZONE", "Berlin"),
        ("PETECHIAE_DIALECTS", "cerner"),
        ("PETECHIAE_DIALECTS", "ehr.example.org=epic"),
        ("PETECHIAE_DEMO", "maybe"),
        ("PETECHIAE_AS_OF", "yesterday"),
        ("PETECHIAE_AS_OF", "2026-11-20T07:00:00"),
    ],
)
def test_a_wrong_value_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=rf"^{name}=.*expected") as raised:
        Settings.from_environment({name: value})
    assert raised.value.variable == name


def test_a_wrong_setting_ends_the_process_with_its_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PETECHIAE_PORT", "http")
    with pytest.raises(SystemExit, match=r"cannot start\. PETECHIAE_PORT='http'"):
        settings_or_exit()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PETECHIAE_DATABASE_URL", "user:secret@host"),
        ("PETECHIAE_FHIR_SERVERS", "https://user:secret@ehr.example.org/r4"),
    ],
)
def test_an_address_with_a_password_is_not_shown(name: str, value: str) -> None:
    with pytest.raises(WrongSetting) as raised:
        Settings.from_environment({name: value})
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(("text", "taken"), [("x" * 32, True), ("x" * 31, False)])
def test_a_secret_is_long_and_shown_nowhere(text: str, taken: bool) -> None:
    if taken:
        settings = Settings.from_environment({"PETECHIAE_SECRET": text})
        assert settings.secret == text
        assert text not in repr(settings)
        return
    with pytest.raises(WrongSetting) as raised:
        Settings.from_environment({"PETECHIAE_SECRET": text})
    assert text not in str(raised.value)
