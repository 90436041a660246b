"""What draws the pages is imported when a page is first asked for, by however many at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FIRST_USE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from cds.app import create_app
from cds.settings import Settings

SLOW = {"apispec", "markdown_it", "yaml", "httpx", "jwt", "cds.openapi", "cds.web.workbench.views"}
PAGES = ("/", "/knowledge", "/knowledge/causes", "/openapi.yaml", "/openapi.json", "/docs", "/workbench/cards")

app = create_app(Settings.from_environment())
assert not SLOW & set(sys.modules), SLOW & set(sys.modules)

together = Barrier(3 * len(PAGES))

def visit(page):
    together.wait()
    answer = app.test_client().get(page)
    return page, answer.status_code, answer.get_data()

with ThreadPoolExecutor(3 * len(PAGES)) as visitors:
    seen = list(visitors.map(visit, PAGES * 3))
for page, status, body in seen:
    assert status == 200, (page, status, body)
    assert body, page
assert len({(page, body) for page, _, body in seen}) == len(PAGES)
"""


def test_pages_are_the_same_for_all_who_ask_first(tmp_path: Path) -> None:
    own = {
        "PETECHIAE_DATABASE_URL": f"sqlite:///{tmp_path}/feedback.db",
        "PETECHIAE_CACHE_DIR": str(tmp_path / "cache"),
        "PETECHIAE_AS_OF": "2026-11-20T06:30:00Z",
        "PETECHIAE_MAX_CONCURRENT": "100",
    }
    # The first start checks the knowledge, for which it needs YAML; the next is as every other.
    load = "from cds.app import create_app; from cds.settings import Settings; create_app(Settings.from_environment())"
    for script in (load, FIRST_USE):
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == 0, done.stderr
