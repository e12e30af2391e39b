"""Headers that every answer carries, errors and downloads too."""

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
