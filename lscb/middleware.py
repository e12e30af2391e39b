"""What every answer goes through, errors and downloads too: its headers, its compression."""

import gzip
import re
import secrets

from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

NEVER_KEPT = "no-cache, no-store, must-revalidate, private"


class SecurityHeaders:
    """What Django's own middleware does not set. Pages of a board are never kept by a cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", NEVER_KEPT)
        # Cache-Control says it all; the second in “Expires” would tell two alike answers apart.
        response.headers.pop("Expires", None)
        return response


class Compressed(GZipMiddleware):
    """Django's, but at a level that takes a page half of the time for a fifteenth more bytes."""

    LEVEL = 4
    ACCEPTED = re.compile(r"\bgzip\b")

    def process_response(self, request, response):
        if response.streaming or response.has_header("ETag"):
            return super().process_response(request, response)
        if len(response.content) < 200 or response.has_header("Content-Encoding"):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if self.ACCEPTED.search(request.headers.get("Accept-Encoding", "")):
            compressed = self.compressed(response.content)
            if len(compressed) < len(response.content):
                response.content = compressed
                response.headers["Content-Length"] = str(len(compressed))
                response.headers["Content-Encoding"] = "gzip"
        return response

    def compressed(self, content: bytes) -> bytes:
        """With a header of random length, so that its size tells nothing of a secret inside."""
        made = bytearray(gzip.compress(content, self.LEVEL, mtime=0))
        made[3] = gzip.FNAME
        made[10:10] = b"a" * secrets.randbelow(self.max_random_bytes) + b"\0"
        return bytes(made)
