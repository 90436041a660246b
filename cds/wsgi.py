"""The application gunicorn serves, set up from the environment."""

from __future__ import annotations

import sys

from cds.app import create_app
from cds.cards import OrderError
from cds.security.problems import UnusableKeySet, WrongClients
from cds.settings import settings_or_exit
from cds.store.database import StoreUnreachable
from rules.loading import KnowledgeError

__all__ = ["app"]

try:
    app = create_app(settings_or_exit())
except (KnowledgeError, OrderError, StoreUnreachable, UnusableKeySet, WrongClients) as error:
    sys.exit(f"The service cannot start. {error}")
