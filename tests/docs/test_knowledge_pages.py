from __future__ import annotations

import re
from typing import Any

import pytest

from rules.loading.checking import plain_knowledge
from rules.loading.kinds import Kind
from scripts.docs import ROOT
from scripts.knowledge_pages import FOLDER, coverage_rows, knowledge_pages

KNOWLEDGE = ROOT / "rules" / "knowledge"
VERDICTS = {"kept", "corrected", "unproven", "wrong", "left out"}
ROWS = coverage_rows()


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return knowledge_pages()


def test_the_pages_are_up_to_date_and_there_is_no_other(pages: dict[str, str]) -> None:
    written = {file.name: file.read_text("utf-8") for file in FOLDER.glob("*.md")}
    assert written.keys() == pages.keys()
    for name, text in pages.items():
        assert written[name] == text, f"docs/knowledge/{name}: run `make docs` and read the difference"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['document']}: {row['names']}")
def test_what_the_sources_name_lives_somewhere_or_is_said_to_be_left_out(row: dict[str, Any]) -> None:
    assert row.keys() <= {"document", "names", "verdict", "in", "said"}
    assert row["verdict"] in VERDICTS
    missing = [entry for entry in row["in"] if not (KNOWLEDGE / f"{entry}.yaml").is_file()]
    assert missing == []
    assert row["in"] or row["verdict"] == "left out"
    if row["verdict"] in {"wrong", "corrected", "left out"}:
        assert row["said"], "what is wrong, or why it is left out, must be said"


def test_all_four_documents_are_covered_and_no_row_stands_twice() -> None:
    assert {row["document"] for row in ROWS} == {1, 2, 3, 4}
    assert len(ROWS) == 85
    assert len({(row["document"], row["names"]) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    ("page", "folder"),
    [("drugs.md", "drugs/classes"), ("sources.md", "references")],
)
def test_a_page_has_a_row_for_every_entry(pages: dict[str, str], page: str, folder: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \|", pages[page], re.MULTILINE)
    assert sorted(rows) == sorted(file.stem for file in (KNOWLEDGE / folder).glob("*.yaml"))


@pytest.mark.parametrize(
    ("page", "folder"), [("gates.md", "gates"), ("scores.md", "scores"), ("order-rules.md", "order_safety")]
)
def test_a_page_has_a_section_for_every_entry(pages: dict[str, str], page: str, folder: str) -> None:
    assert pages[page].count("\n## ") == len(list((KNOWLEDGE / folder).glob("*.yaml")))


def test_every_source_says_whether_it_was_seen(pages: dict[str, str]) -> None:
    rows = [line for line in pages["sources.md"].splitlines() if line.startswith("| `")]
    assert {line.split(" | ")[1] for line in rows} == {"seen", "recalled"}


ACTED_ON = {
    Kind.GATES: "gates.md",
    Kind.ORDER_SAFETY: "order-rules.md",
    Kind.ADVICE: "advice.md",
    Kind.DOSES: "advice.md",
    Kind.SCORES: "scores.md",
}


@pytest.mark.parametrize("kind", ACTED_ON, ids=str)
def test_what_rests_on_memory_says_so_where_people_read_it(pages: dict[str, str], kind: Kind) -> None:
    """Each basis is told beside its entry, and a source that was not read again has that word behind its name."""
    files = plain_knowledge(KNOWLEDGE)
    recalled = {name for name, source in files[Kind.REFERENCES].items() if source["status"] == "recalled"}
    page = pages[ACTED_ON[kind]]
    for name, data in files[kind].items():
        told = _entry(page, name, data)
        for basis in (level["basis"] for level in data.get("levels", [data])):
            sources = [
                f"{source} (recalled)" if source in recalled else source for source in basis.get("references", ())
            ]
            assert basis["kind"] + (f": {', '.join(sources)}" if sources else "") in told, name
    assert recalled


def _entry(page: str, name: str, data: dict[str, Any]) -> str:
    """Its row, or its section where it has one."""
    row = next((line for line in page.splitlines() if line.startswith(f"| `{name}` |")), None)
    return row or page.partition(f"\n## {data.get('name') or data['label']}\n")[2].partition("\n## ")[0]
