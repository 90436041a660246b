"""The application: settings and collaborators in, a Flask app out."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING

from flask import Flask

from cds.errors import register_error_handlers
from cds.fhir_server.fetching import FetchLimits
from cds.fhir_server.servers import FhirServers
from cds.hooks.blueprint import CallLimits, hooks_blueprint
from cds.hooks.body import BodyLimits
from cds.hooks.silence import Silence
from cds.log_codes import LogCode, log
from cds.logging_lines import configure_logging
from cds.security.authentication import register_authentication
from cds.security.cors import register_cors
from cds.security.headers import register_security_headers
from cds.security.load import Rates, register_concurrency, register_rates
from cds.security.paths import single_slashes
from cds.security.replay import UsedTokens
from cds.security.requests import register_request_log
from cds.services.catalogue import Catalogue
from cds.services.offered import offered_services
from cds.services.reasoning import Reasoning
from cds.store.database import StoreUnreachable
from cds.store.sql_store import Retention, SqlStore
from cds.version import VERSION
from cds.web.api_docs import api_docs_blueprint
from cds.web.browser.blueprint import knowledge_blueprint
from cds.web.feedback_report import feedback_report_blueprint
from cds.web.health import health_blueprint
from cds.web.pages import pages_blueprint
from cds.web.workbench.blueprint import Bench, workbench_blueprint
from cds.web.workbench.uploads import MemoryRequest
from rules.loading import load_knowledge

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds.security.tokens import TokenCheck
    from cds.services.engine import Engine
    from cds.settings import Settings
    from cds.store.store import Store
    from rules.definitions import Knowledge

__all__ = ["create_app"]


def create_app(
    settings: Settings,
    knowledge: Knowledge | None = None,
    clock: Callable[[], datetime] | None = None,
    *,
    engine: Engine | None = None,
    store: Store | None = None,
) -> Flask:
    """The service, ready to serve.

    What is not given is made from the settings: ``knowledge`` is loaded from its folder, ``clock`` is the system's (or
    ``settings.as_of``), ``engine`` the real reading and reasoning, ``store`` the SQL one. A site's own codes and names
    are added to the knowledge, also when it was given.
    """
    configure_logging(settings.log_level)
    knowledge = knowledge or load_knowledge(settings.knowledge_dir, settings.cache_dir)
    if settings.site_map is not None:
        from cds.fhir.site_map import with_site_map  # noqa: PLC0415 - most sites have none

        knowledge = with_site_map(knowledge, settings.site_map)
    now = clock or _clock(settings)
    store = store or SqlStore(settings.database_url, Retention(settings.audit_days, settings.feedback_days))
    reasoning = cache(
        partial(
            Reasoning.of,
            knowledge,
            settings.base_url,
            settings.time_zone,
            settings.dialects,
            _fhir_servers(settings),
            cache=settings.cache_dir,
        )
    )
    answering: Engine = engine or reasoning()
    catalogue = Catalogue(offered_services(answering, now), answering.knowledge_version)

    app = Flask("cds", static_folder=None)
    app.request_class = MemoryRequest
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.url_map.strict_slashes = False
    # Flask runs what is registered last first after a request, so the log sees every header and the final status.
    register_request_log(app)
    register_security_headers(app)
    register_cors(app, settings.cors_origins)
    register_error_handlers(app)
    _guard(app, settings, store)
    body = BodyLimits(settings.max_nesting, settings.max_resources)
    limits = CallLimits(body, settings.max_seconds, _silence(settings))
    app.register_blueprint(hooks_blueprint(catalogue, store, limits, now, knowledge.version))
    app.register_blueprint(feedback_report_blueprint(store.report))
    app.register_blueprint(health_blueprint(store, knowledge.version))
    app.register_blueprint(api_docs_blueprint(demo=settings.demo, clock=now))
    app.register_blueprint(pages_blueprint(knowledge))
    app.register_blueprint(knowledge_blueprint(knowledge))
    bench = Bench(reasoning, limits.body, now, settings.base_url, catalogue.ids, settings.max_body_bytes, settings.demo)
    app.register_blueprint(workbench_blueprint(bench))
    log(LogCode.START001, version=VERSION, knowledge=knowledge.version, services=list(catalogue.ids))
    return app


def _guard(app: Flask, settings: Settings, store: Store) -> None:
    """A place among the running calls, then who is calling, then how often.

    In this order a call refused for want of a place has not used up its token.
    """
    rates = Rates(settings.max_calls_per_minute)
    register_concurrency(app, settings.max_concurrent)
    register_authentication(app, settings.base_url, _token_check(settings, store), rates.count)
    register_rates(app, rates)
    app.wsgi_app = single_slashes(app.wsgi_app)  # type: ignore[assignment, method-assign]  # Flask's documented way


def _token_check(settings: Settings, store: Store) -> TokenCheck | None:
    if settings.clients is None:
        return None
    # What reads tokens and fetches keys takes long to import.
    from cds.security.clients import read_clients  # noqa: PLC0415
    from cds.security.key_sources import Keys  # noqa: PLC0415
    from cds.security.tokens import TokenCheck  # noqa: PLC0415

    clients = read_clients(settings.clients, demo=settings.demo)
    return TokenCheck(clients, Keys(tuple(clients)), UsedTokens(store.add_token, StoreUnreachable))


def _silence(settings: Settings) -> Silence:
    secret = secrets.token_bytes(32) if settings.secret is None else settings.secret.encode()
    return Silence(secret, settings.override_hours, settings.override_hours_critical)


def _fhir_servers(settings: Settings) -> FhirServers:
    limits = FetchLimits(settings.fhir_budget_ms / 1000, settings.max_body_bytes, settings.max_resources)
    return FhirServers(settings.fhir_servers, limits)


def _clock(settings: Settings) -> Callable[[], datetime]:
    fixed = settings.as_of
    if fixed is not None:
        return lambda: fixed
    return lambda: datetime.now(UTC)
