from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from cds.services.catalogue import Catalogue
from cds.services.petechiae_differential import PetechiaeDifferential


def test_two_services_cannot_share_an_id(engine: Any) -> None:
    service = PetechiaeDifferential(engine, lambda: datetime.now(UTC))
    with pytest.raises(ValueError, match="petechiae-differential"):
        Catalogue([service, service], "1")


def test_an_unknown_id_is_none(engine: Any) -> None:
    service = PetechiaeDifferential(engine, lambda: datetime.now(UTC))
    catalogue = Catalogue([service], "1")
    assert catalogue.get("other") is None
    assert catalogue.get(service.id) is service
