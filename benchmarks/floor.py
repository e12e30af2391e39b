"""The floor: what the same gunicorn needs to send bytes that it has in memory.

/12345 answers with 12,345 bytes. Where BENCHMARK_ANSWERS names a file of answers as the product
gave them, their addresses are answered so. Anything else, such as what a script asks for after the
page is read, is not there.
"""

import json
import os
from base64 import b64decode
from functools import cache
from pathlib import Path


@cache
def body(size: int) -> bytes:
    return b"x" * size


@cache
def answers() -> dict[str, tuple[list, bytes]]:
    """By address: headers and body."""
    file = os.environ.get("BENCHMARK_ANSWERS")
    told = json.loads(Path(file).read_text()) if file else {}
    return {
        address: ([tuple(pair) for pair in headers], b64decode(sent))
        for address, (headers, sent) in told.items()
    }


def application(environ, start_response):
    address = environ["PATH_INFO"]
    if address in answers():
        headers, sent = answers()[address]
        start_response("200 OK", headers)
        return [sent]
    size = address.strip("/")
    sent = body(int(size) if size.isdecimal() else 0)
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(sent)))]
    start_response("200 OK" if size.isdecimal() else "404 Not Found", headers)
    return [sent]
