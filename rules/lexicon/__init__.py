"""Concepts found in words: folding, phrase matching and the context that negates, dates or hands on what is said."""

from rules.lexicon.folding import fold
from rules.lexicon.joining import Join
from rules.lexicon.matcher import Lexicon, Match
from rules.lexicon.passages import Passage, passages
from rules.lexicon.senses import Sense

__all__ = ["Join", "Lexicon", "Match", "Passage", "Sense", "fold", "passages"]
