"""Reads ``rules/knowledge``: YAML checked against ``docs/knowledge-format.md``, frozen into ``rules.definitions``.

What looks into the files themselves (``checking``, ``differences``, ``lines``) is imported by those who need it.
"""

from rules.loading.loader import load_knowledge
from rules.loading.problems import KnowledgeError, Problem

__all__ = ["KnowledgeError", "Problem", "load_knowledge"]
