"""The knowledge browser: the medicine as sentences, tables and links, for clinicians who judge it."""
