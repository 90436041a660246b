"""The delivered words of running text, from their file alone."""

from __future__ import annotations

from pathlib import Path

import yaml

from rules.loading.text_words import text_words

_FILE = Path(__file__).parents[3] / "rules/knowledge/parameters/text_words.yaml"

TEXT_WORDS = text_words(yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader))
