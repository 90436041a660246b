"""A file sent by a form stays in memory: werkzeug would put a large one on disk for a while."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import Request

__all__ = ["MemoryRequest"]


class MemoryRequest(Request):
    """A request whose files never touch the disk; the limit on the body bounds them."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - werkzeug's signature
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        return BytesIO()
