"""Doubled slashes in a path are taken as one: clients join a base that ends in a slash with a path that starts so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["single_slashes"]


def single_slashes(app: WSGIApplication) -> WSGIApplication:
    """The app behind single slashes. A redirect in its place would cost the client its token, which is good once."""

    def collapsed(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if "//" in path:
            environ["PATH_INFO"] = re.sub(r"/{2,}", "/", path)
        return app(environ, start_response)

    return collapsed
