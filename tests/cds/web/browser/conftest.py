from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds.web.browser.library import Library

if TYPE_CHECKING:
    from rules.definitions import Knowledge


@pytest.fixture(scope="session")
def library(knowledge: Knowledge) -> Library:
    return Library.of(knowledge)
