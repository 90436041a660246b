"""The application: settings and collaborators in, a Flask app out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Flask

from cds.errors import register_error_handlers
from cds.fhir_server.fetching import FetchLimits
from cds.fhir_server.servers import FhirServers
from cds.hooks.blueprint import hooks_blueprint
from cds.hooks.body import BodyLimits
from cds.log_codes import LogCode, log
from cds.logging_lines import configure_logging
from cds.security.cors import register_cors
from cds.security.headers import register_security_headers
from cds.security.requests import register_request_log
from cds.services.catalogue import Catalogue
from cds.services.offered import offered_services
from cds.services.reasoning import Reasoning
from cds.store.feedback import SqlFeedbackStore
from cds.version import VERSION
from cds.web.api_docs import api_docs_blueprint
from cds.web.health import health_blueprint
from cds.web.pages import pages_blueprint
from rules.loading import load_knowledge

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds.services.engine import Engine
    from cds.settings import Settings
    from cds.store.feedback import FeedbackStore
    from rules.definitions import Knowledge

__all__ = ["create_app"]


def create_app(
    settings: Settings,
    knowledge: Knowledge | None = None,
    clock: Callable[[], datetime] | None = None,
    *,
    engine: Engine | None = None,
    store: FeedbackStore | None = None,
) -> Flask:
    """The service, ready to serve.

    What is not given is made from the settings: ``knowledge`` is loaded from its folder, ``clock`` is the system's (or
    ``settings.as_of``), ``engine`` the real reading and reasoning, ``store`` the SQL one.
    """
    configure_logging(settings.log_level)
    knowledge = knowledge or load_knowledge(settings.knowledge_dir, settings.cache_dir)
    now = clock or _clock(settings)
    store = store or SqlFeedbackStore(settings.database_url)
    reasoning: Engine = engine or Reasoning.of(
        knowledge, settings.base_url, settings.time_zone, settings.dialects, _fhir_servers(settings)
    )
    catalogue = Catalogue(offered_services(reasoning, now), reasoning.knowledge_version)

    app = Flask("cds", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.url_map.strict_slashes = False
    # Flask runs what is registered last first after a request, so the log sees every header and the final status.
    register_request_log(app)
    register_security_headers(app)
    register_cors(app, settings.cors_origins)
    register_error_handlers(app)
    limits = BodyLimits(settings.max_nesting, settings.max_resources)
    app.register_blueprint(hooks_blueprint(catalogue, store, limits, now))
    app.register_blueprint(health_blueprint(store, knowledge.version))
    app.register_blueprint(api_docs_blueprint(demo=settings.demo, clock=now))
    app.register_blueprint(pages_blueprint(catalogue, knowledge, settings.base_url, demo=settings.demo))
    log(LogCode.START001, version=VERSION, knowledge=knowledge.version, services=list(catalogue.ids))
    return app


def _fhir_servers(settings: Settings) -> FhirServers:
    limits = FetchLimits(settings.fhir_budget_ms / 1000, settings.max_body_bytes, settings.max_resources)
    return FhirServers(settings.fhir_servers, limits)


def _clock(settings: Settings) -> Callable[[], datetime]:
    fixed = settings.as_of
    if fixed is not None:
        return lambda: fixed
    return lambda: datetime.now(UTC)
