from __future__ import annotations

import pytest

from cds.security.audience import meant_for

CALLED = "https://cds.example.org/base/cds-services/s"


@pytest.mark.parametrize(
    "aud",
    [
        CALLED,
        CALLED + "/",
        [CALLED],
        ["https://other.example", CALLED],
        "https://cds.example.org//base//cds-services/s//",
        "https://CDS.example.org:443/base/cds-services/s",
        "https://cds.example.org/base/cds%2Dservices/s",
    ],
)
def test_small_differences_do_not_matter(aud: object) -> None:
    assert meant_for(aud, CALLED)


@pytest.mark.parametrize(
    "aud",
    [
        "http://cds.example.org/base/cds-services/s",
        "https://cds.example.org:8443/base/cds-services/s",
        "https://cds.example.org/base/cds-services/s/feedback",
        "https://cds.example.org/base/cds-services",
        "https://cds.example.org/cds-services/s",
        "https://cds.example.org/base/cds-services/S",
        "https://cds.example.org.evil.example/base/cds-services/s",
        "https://cds.example.org@evil.example/base/cds-services/s",
        "https://u:p@cds.example.org/base/cds-services/s",
        CALLED + "?a=b",
        CALLED + "#a",
        "/base/cds-services/s",
        "https://cds.example.org:port/base/cds-services/s",
        "https://[/base",
        "\0" + CALLED,
        " " + CALLED,
        CALLED.replace("cds.", "cds\n."),
        "",
        None,
        7,
        [],
        [None],
        {"a": CALLED},
        [[CALLED]],
    ],
)
def test_another_address_or_none_at_all_is_not_ours(aud: object) -> None:
    assert not meant_for(aud, CALLED)
