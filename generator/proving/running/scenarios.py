"""The runs of a sample that each kind of proof asks for: a `Request` in, `Scenario`s out.

A scenario sets up the world (what the Inputs hold, who answers, and what) and names the outcome that a
correct sample must have in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urljoin

from generator.model import Flow, Request, Response, is_printed_as_text
from generator.proving.http_message import Reply
from generator.proving.judging.expected_request import InputValues
from generator.proving.judging.hostile_values import hostile, ordinary, outside
from generator.rendering.languages.language import Promises

ServerKind = Literal["mock", "refuses", "untrusted", "misnamed", "silent"]
"""Who is at the sample's address: the mock; nobody; the mock with a certificate of a CA that nobody
trusts, or for another host; or something that takes the request and never answers."""

Outcome = Literal["success", "followed", "answered error", "unanswered", "refusal"]
"""``success``: one request, the body on standard output, exit 0. ``followed``: the same, and a second
request to where the answer led, whose body is the one that is shown. ``refusal``: nothing sent, exit not 0.
``answered error``: one request, status and body shown, exit not 0. ``unanswered``: exit not 0."""

FOLLOWED = Reply(200, (("Content-Type", "text/plain"),), b"this is where the redirect led\n")
"""What the mock answers to the second request of a scenario whose outcome is ``followed``."""

HTML_ERROR = Reply(
    500,
    (("Content-Type", "text/html; charset=utf-8"),),
    b"<!DOCTYPE html>\n<html><head><title>Server Error</title></head><body><h1>It broke</h1></body></html>\n",
)
_UNFIT_HEADERS = frozenset(
    {"content-length", "content-type", "transfer-encoding", "connection", "content-encoding"}
)
_STATUS_OF_CLASS = {"1XX": 500, "2XX": 200, "3XX": 303, "4XX": 400, "5XX": 503, "DEFAULT": 500}
_FOLLOWED = frozenset({301, 302, 303, 307, 308})  # RFC 9110 §15.4; 300 and 304 lead nowhere by themselves


@dataclass(frozen=True, slots=True)
class Scenario:
    """One run; `reply` answers the first request, `later` those that follow it in a flow.

    Where it `repeats`, each further request gets the same reply.
    """

    name: str
    values: InputValues
    outcome: Outcome
    world: ServerKind = "mock"
    reply: Reply | None = None
    later: tuple[Reply, ...] = ()
    repeats: bool = False


def sent_scenarios(request: Request, promises: Promises) -> Iterator[Scenario]:
    """One run for each documented status of success; a redirect leads to another page of the mock."""
    for reply in success_replies(request).values():
        scenario = Scenario(f"answer {reply.status}", ordinary(request.inputs), "success", reply=reply)
        if reply.status in promises.errors:
            scenario = replace(scenario, outcome="answered error")
        elif promises.redirects == "follow" and reply.status in _FOLLOWED:
            others = tuple(pair for pair in reply.headers if pair[0].lower() != "location")
            led = replace(reply, headers=(*others, _away(request)))
            scenario = replace(scenario, outcome="followed", reply=led)
        yield scenario


def error_scenarios(request: Request, promises: Promises) -> Iterator[Scenario]:
    """Documented errors, one that needs no documentation, no connection, and bad certificates."""
    values = ordinary(request.inputs)
    for name, reply in error_replies(request):
        yield Scenario(name, values, "answered error", reply=reply, repeats="one request" in promises.waives)
    yield Scenario("nobody listens", values, "unanswered", "refuses")
    if not str(request.url[0]).startswith("http:"):
        yield Scenario("a certificate of an unknown CA", values, "refusal", "untrusted")
        yield Scenario("a certificate for another host", values, "refusal", "misnamed")


def time_out_scenario(request: Request | Flow) -> Scenario:
    """A server that takes the request and never answers."""
    return Scenario("no answer comes", ordinary(request.inputs), "unanswered", "silent")


def value_scenarios(request: Request, promises: Promises) -> Iterator[Scenario]:
    """Every hostile value in every Input, all Inputs at once; ordinary ones where a place cannot hold it."""
    plain = ordinary(request.inputs)
    for name, values in hostile(request.inputs):
        unfit = outside(request, values, promises)
        if not unfit.issuperset(plain):
            fit = {**values, **{name: plain[name] for name in unfit}}
            yield Scenario(name, fit, "success", reply=_success(request))


def _success(request: Request) -> Reply:
    """An answer of success that is no redirect, if one is documented."""
    return min(success_replies(request).values(), key=lambda reply: reply.status in _FOLLOWED)


def success_replies(request: Request) -> dict[int, Reply]:
    """The answer of each documented status of success."""
    replies: dict[int, Reply] = {}
    for response in request.responses:
        if response.is_success:
            reply = documented_reply(request, response)
            replies.setdefault(reply.status, reply)
    return replies or {200: Reply(200, (("Content-Type", "text/plain"),), b"undocumented success\n")}


def error_replies(request: Request) -> Iterator[tuple[str, Reply]]:
    """The documented errors, and one that needs no documentation, each with a name for reports."""
    for response in request.responses:
        if not response.is_success:
            reply = documented_reply(request, response)
            if response.body is None and reply.body == _BYTES:  # a sample shows errors as text
                reply = replace(reply, body=b"an error\n")
            yield f"answer {reply.status} {response.example}".rstrip(), reply
    yield "answer 500 with a page of HTML", HTML_ERROR


def documented_reply(request: Request, response: Response) -> Reply:
    """The documented example of a response, on the wire."""
    status = int(response.status) if response.status.isdigit() else _STATUS_OF_CLASS[response.status.upper()]
    headers = [(name, value) for name, value in response.headers if name.lower() not in _UNFIT_HEADERS]
    if status // 100 == 3 and "location" not in {name.lower() for name, _ in headers}:
        headers.append(_away(request))
    if response.media_type is not None:
        headers.insert(0, ("Content-Type", response.media_type))
    bodiless = request.method == "HEAD" or status in (204, 304)
    return Reply(status, tuple(headers), b"" if bodiless else _body(response))


def _body(response: Response) -> bytes:
    """The documented example of a body, or one that is made where only its media type is documented."""
    if response.body is not None:
        return response.body.encode()
    if response.media_type is None:
        return b""
    if not is_printed_as_text(response.media_type):
        return _BYTES
    return b"{}\n" if "json" in response.media_type else b"an answer\n"


_BYTES = bytes(range(256))


def _away(request: Request) -> tuple[str, str]:
    """A Location on the mock where no sample should ever be seen."""
    first = request.url[0]
    base = first if isinstance(first, str) else ""
    return ("Location", urljoin(base.partition("?")[0], "/followed-a-redirect"))
