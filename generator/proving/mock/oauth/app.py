"""The OAuth face of the mock: a token endpoint that answers as django-oauth-toolkit 3.4.1 does.

`oauth_app` gives the app of one such server, with a state of its own. It has one endpoint, that for
tokens; every other path is a 404 page. oauthlib does the grants, `form` and this module what Django does
around them: the path, the method, the query, the form's fields, and the HTML pages for what is wrong.
"""

import logging
import re
import secrets
from urllib.parse import quote, unquote_to_bytes, urlsplit

from oauthlib.common import urlencode, urlencoded
from oauthlib.oauth2 import OAuth2Error, Server

from generator.proving.http_message import App, Received, Reply
from generator.proving.mock.oauth.fixtures import Fixtures
from generator.proving.mock.oauth.grants import Validator
from generator.proving.mock.server.content_type import BadFormError, UnreadableTypeError
from generator.proving.mock.server.form import form_fields

_HTML = "text/html; charset=utf-8"
_PAGE = (
    '\n<!doctype html>\n<html lang="en">\n<head>\n  <title>{title}</title>\n</head>\n'
    "<body>\n  <h1>{title}</h1><p>{details}</p>\n</body>\n</html>\n"
)
_DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
_HOST = re.compile(r"([a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(:[0-9]+)?", re.IGNORECASE)
_LOCATION_LIMIT = 16384

_logger = logging.getLogger(__name__)


def oauth_app(fixtures: Fixtures) -> App:
    """A new server that knows `fixtures`; codes and tokens are spent as requests come."""
    path = unquote_to_bytes(fixtures.settings.token_path)
    server = Server(
        Validator(fixtures),
        token_expires_in=fixtures.settings.access_token_seconds,
        # As long as oauthlib's own (30), without its system call for each character.
        token_generator=lambda _request: secrets.token_hex(15),
    )

    def answer(request: Received) -> Reply:
        target, _, query = _origin_form(request.target).partition("?")
        host = request.header("Host")
        if host is not None and not _HOST.fullmatch(host):
            return _page(400, "Bad Request (400)")
        if unquote_to_bytes(target.encode("latin-1")) != path:
            return _elsewhere(target, query, path)
        if request.method.upper() != "POST":
            return _not_a_post(request.method.upper())
        return _token_reply(server, request, fixtures.settings.token_path, query)

    return answer


def _origin_form(target: str) -> str:
    """Python's own HTTP server, in front of the real one, makes one slash of several at the start."""
    return "/" + target.lstrip("/") if target.startswith("//") else target


def _elsewhere(target: str, query: str, path: bytes) -> Reply:
    if unquote_to_bytes(target.encode("latin-1")) + b"/" != path:
        return _page(404, "Not Found", "The requested resource was not found on this server.")
    # Django's APPEND_SLASH.
    location = quote(path, safe="/:@&+$,-_.!~*'()=") + ("?" + _ascii_query(query) if query else "")
    if len(location) > _LOCATION_LIMIT:
        return _page(400, "Bad Request (400)")
    return Reply(301, (("Content-Type", _HTML), ("Location", location)))


def _not_a_post(method: str) -> Reply:
    status = 200 if method == "OPTIONS" else 405
    return Reply(status, (("Content-Type", _HTML), ("Allow", "POST, OPTIONS")))


def _token_reply(server: Server, request: Received, path: str, query: str) -> Reply:
    try:
        fields = form_fields(request)
        by_name = dict(fields)
        if by_name.get("grant_type") == _DEVICE_CODE:
            return _device_reply(by_name)
        return _grant_reply(server, request, fields, path, query)
    except UnreadableTypeError:
        return Reply(
            500,
            (("Content-Type", "text/plain"),),
            b"A server error occurred.  Please contact the administrator.",
        )
    except BadFormError:
        return _page(400, "Bad Request (400)")
    except Exception as error:
        # The real server gives the same page for whatever its libraries trip over, and so must a mock
        # that is built on them; tests compare the two.
        _logger.debug("answered 500", exc_info=error)
        return _page(500, "Server Error (500)")


def _device_reply(fields: dict[str, str]) -> Reply:
    """No device has a code here; without one the real server trips."""
    if "device_code" not in fields:
        return _page(500, "Server Error (500)")
    return Reply(404, (("Content-Type", "application/json"),), b'{"error": "device_not_found"}')


def _grant_reply(
    server: Server, request: Received, fields: list[tuple[str, str]], path: str, query: str
) -> Reply:
    authorization = [value for name, value in request.headers if name.lower() == "authorization"]
    headers = {"HTTP_AUTHORIZATION": ",".join(authorization)} if authorization else {}
    try:
        given, body, status = server.create_token_response(_uri(path, query), "POST", _body(fields), headers)
    except OAuth2Error as error:
        given, body, status = error.headers, error.json, error.status_code
    reply_headers = {"Content-Type": _HTML, **given}
    return Reply(status, tuple(reply_headers.items()), (body or "").encode())


def _body(fields: list[tuple[str, str]]) -> str | dict[str, str]:
    """The last value of each name, in the order of first mention; of `resource` all (RFC 8707 §2).

    Django's way is to encode all that again and have oauthlib decode it. Where it makes no difference
    oauthlib gets a dict instead, which spares both.
    """
    by_name = dict(fields)
    resources = [value for name, value in fields if name == "resource"]
    if len(resources) < 2 and "".join((*by_name, *by_name.values())).isascii():
        return by_name
    pairs = []
    for name, value in by_name.items():
        pairs += [(name, each) for each in resources] if name == "resource" else [(name, value)]
    return str(urlencode(pairs))


def _uri(path: str, query: str) -> str:
    """The URI with what oauthlib holds for unsafe escaped as well."""
    if not query:
        return path
    split = urlsplit(f"{path}?{_ascii_query(query)}")
    escaped = "".join(c if c in urlencoded else quote(c, safe="") for c in split.query)
    return split._replace(query=escaped).geturl()


def _ascii_query(query: str) -> str:
    # RFC 3987 §3.1, as Django's iri_to_uri does it.
    return quote(query, safe="/#%[]=:;$&()+,!?*@'~")


def _page(status: int, title: str, details: str = "") -> Reply:
    body = _PAGE.format(title=title, details=details)
    return Reply(status, (("Content-Type", _HTML),), body.encode())
