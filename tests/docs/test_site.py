"""The documentation site: built without a warning, complete, and loading nothing from another host."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html import unescape
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.gunicorn_service import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow]

LOADING = re.compile(r"<(?:script|img|iframe|source|link(?![^>]*rel=\"canonical\"))\b[^>]*\b(?:src|href)=\"([^\"]+)\"")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    ran = subprocess.run(command, cwd=ROOT, env=quiet, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder


def test_every_page_of_docs_is_in_the_site_and_its_menu(site: Path) -> None:
    menu = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[2]
    told = re.findall(r"[\w/-]+\.md", menu)
    told += [f"decisions/{page.name}" for page in (ROOT / "docs/decisions").glob("*.md")]
    assert "Decisions: decisions" in menu
    written = {page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")}
    assert set(told) == written | {"project/README.md", "project/CONTRIBUTING.md", "project/CHANGELOG.md"}
    for page in told:
        assert (site / page.replace("README", "index")).with_suffix(".html").exists(), page


def test_no_page_loads_from_another_host_or_leaves_its_search_without_a_name(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        text = page.read_text("utf-8")
        assert [address for address in LOADING.findall(text) if "//" in address] == [], page
        assert re.search(r'role="dialog"(?! aria-label="Search")', text) is None
        assert 'class="mermaid"' not in text  # the theme would fetch a library for it
    for sheet in site.rglob("*.css"):
        assert re.findall(r"url\((?![\"']?data:)[\"']?(?:https?:)?//", sheet.read_text("utf-8")) == [], sheet


def test_links_inside_the_site_lead_somewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        if page.name == "404.html":
            continue
        for target in map(unescape, re.findall(r'href="([^"#?]+)', page.read_text("utf-8"))):
            if not re.match(r"\w+:|//", target):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_site_is_not_committed() -> None:
    config = yaml.safe_load(re.sub(r"!!\S+", "", (ROOT / "mkdocs.yml").read_text("utf-8")))
    assert config["site_dir"].startswith("build/")
    assert "/build/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
