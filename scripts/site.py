"""Hooks of the documentation site: pages from the top of the repository, and links that hold in both places.

In the repository ``docs/reasoning.md`` links to ``../README.md`` and ``../cds/examples/adult-ttp.json``. On the site
the README is a page of its own, and a file that is no page is named without a link.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

__all__ = ["on_config", "on_files", "on_page_markdown", "on_post_page", "on_post_template"]

ROOT = Path(__file__).resolve().parent.parent
TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """In the menu a folder stands for its pages, in order of their names."""
    config.nav = [_with_folders(part, Path(config.docs_dir)) for part in config.nav or []]
    return config


def _with_folders(part: Any, docs: Path) -> Any:  # noqa: ANN401 - a menu is made of names, pages and lists of them
    if isinstance(part, list):
        return [_with_folders(each, docs) for each in part]
    if isinstance(part, dict):
        return {name: _with_folders(each, docs) for name, each in part.items()}
    if (docs / part).is_dir():
        return [page.relative_to(docs).as_posix() for page in sorted((docs / part).glob("*.md"))]
    return part


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Take in the pages at the top of the repository."""
    for name in TOP:
        files.append(File.generated(config, f"project/{name}", abs_src_path=str(ROOT / name)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """The page with links that lead to pages of the site; code blocks stay as they are."""
    here = page.file.src_uri
    at = here.removeprefix("project/") if here.startswith("project/") else f"docs/{here}"
    known = {file.src_uri for file in files}

    def linked(found: re.Match[str]) -> str:
        text, target = found.groups()
        path, hash_, anchor = target.partition("#")
        if "://" in target or not path:
            return found[0]
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(at), path))
        inside = wanted.removeprefix("docs/") if wanted.startswith("docs/") else f"project/{wanted}"
        if inside not in known:
            return f"`{wanted}`" if text.strip("`") in target else f"{text} (`{wanted}`)"
        return f"[{text}]({posixpath.relpath(inside, posixpath.dirname(here) or '.')}{hash_}{anchor})"

    parts = _FENCE.split(markdown)
    return "".join(part if part.startswith("```") else _LINK.sub(linked, part) for part in parts)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG001
    """The page with a name for its search."""
    return _with_named_search(output)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:  # noqa: ARG001
    """The same for the pages of the theme itself, 404.html."""
    return _with_named_search(output_content)


def _with_named_search(html: str) -> str:
    """The theme gives its search no name: who does not see it would hear "dialog"."""
    return html.replace('role="dialog"', 'role="dialog" aria-label="Search"', 1)
