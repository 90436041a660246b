"""Reads ``rules/knowledge``: YAML checked against ``docs/knowledge-format.md``, frozen into ``rules.definitions``."""

from rules.loading.loader import check_knowledge, load_knowledge
from rules.loading.problems import KnowledgeError, Problem

__all__ = ["KnowledgeError", "Problem", "check_knowledge", "load_knowledge"]
