"""A file as an answer: saved by the browser, never shown by it."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from knowledge.dialogue.types import File


def download(file: File) -> Response:
    """The file, under its name."""
    return Response(
        file.data,
        media_type=file.type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
