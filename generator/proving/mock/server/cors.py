"""CORS (the Fetch standard): a page of any origin may call the mock, so that its "try it" works.

`with_cors` takes an app and gives one that answers preflights and lets pages read its responses. Requests
without an ``Origin`` get what the app gives.
"""

from dataclasses import replace

from generator.proving.http_message import App, Received, Reply

_ANY = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "*"))


def with_cors(app: App) -> App:
    """`app`, for pages of any origin."""

    def answer(request: Received) -> Reply | None:
        if request.header("Origin") is None:
            return app(request)
        if request.method == "OPTIONS" and (method := request.header("Access-Control-Request-Method")):
            return _preflight(request, method)
        reply = app(request)
        return None if reply is None else replace(reply, headers=(*reply.headers, *_ANY))

    return answer


def _preflight(request: Received, method: str) -> Reply:
    """The permission that a browser asks for before it sends a request."""
    headers = [*_ANY[:1], ("Access-Control-Allow-Methods", method), ("Access-Control-Max-Age", "600")]
    # The wildcard would not cover Authorization.
    if names := request.header("Access-Control-Request-Headers"):
        headers.append(("Access-Control-Allow-Headers", names))
    if request.header("Access-Control-Request-Private-Network"):
        headers.append(("Access-Control-Allow-Private-Network", "true"))
    return Reply(204, tuple(headers))
