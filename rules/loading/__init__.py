"""Reads ``rules/knowledge``: YAML checked against ``docs/knowledge-format.md``, frozen into ``rules.definitions``."""

from rules.loading.differences import differences
from rules.loading.lines import with_lines
from rules.loading.loader import check_knowledge, doubt_knowledge, load_knowledge, plain_knowledge
from rules.loading.problems import KnowledgeError, Problem

__all__ = [
    "KnowledgeError",
    "Problem",
    "check_knowledge",
    "differences",
    "doubt_knowledge",
    "load_knowledge",
    "plain_knowledge",
    "with_lines",
]
