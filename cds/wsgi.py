"""The application gunicorn serves, set up from the environment."""

from __future__ import annotations

import sys

from cds.app import create_app
from cds.settings import settings_or_exit
from cds.store.feedback import StoreUnreachable
from rules.loading import KnowledgeError

__all__ = ["app"]

try:
    app = create_app(settings_or_exit())
except (KnowledgeError, StoreUnreachable) as error:
    sys.exit(f"The service cannot start. {error}")
