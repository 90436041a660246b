from __future__ import annotations

import pytest

from scripts.docs import PARTS, ROOT, with_parts


@pytest.mark.parametrize("file", sorted(PARTS))
def test_computed_parts_are_up_to_date(file: str) -> None:
    assert (ROOT / file).read_text("utf-8") == with_parts(file), "run `make docs` and read the difference"
