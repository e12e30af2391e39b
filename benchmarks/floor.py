"""The floor: what the same gunicorn needs to send so many bytes that it has in memory."""

from functools import cache


@cache
def body(size: int) -> bytes:
    return b"x" * size


def application(environ, start_response):
    """Answers /12345 with 12,345 bytes."""
    sent = body(int(environ["PATH_INFO"].strip("/")))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(sent)))])
    return [sent]
