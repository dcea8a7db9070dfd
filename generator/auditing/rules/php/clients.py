"""PHP's clients and what they take: options of Guzzle and Symfony HttpClient, methods of Laravel's Http.

Sources: https://docs.guzzlephp.org/en/stable/request-options.html, Symfony's
HttpClientInterface::OPTIONS_DEFAULTS (https://symfony.com/doc/current/reference/configuration/framework.html),
https://laravel.com/api/12.x/Illuminate/Http/Client/PendingRequest.html
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line
from generator.near import near

if TYPE_CHECKING:
    from tree_sitter import Node

_VERBS = {"get", "post", "put", "patch", "delete", "head", "options"}
_GUZZLE = (
    "allow_redirects auth body cert cookies connect_timeout crypto_method crypto_method_max curl debug "
    "decode_content delay expect force_ip_resolve form_params handler headers http_errors idn_conversion "
    "json multipart on_headers on_stats progress proxy query read_timeout retry sink ssl_key stream "
    "stream_context synchronous timeout verify version base_uri save_to"
)
_SYMFONY = (
    "auth_basic auth_bearer base_uri bindto body buffer cafile capath capture_peer_cert_chain ciphers "
    "crypto_method extra headers http_version json local_cert local_pk max_connect_duration max_duration "
    "max_redirects no_proxy on_progress passphrase peer_fingerprint proxy query resolve timeout user_data "
    "vars verify_host verify_peer"
)
# What other clients call it, or this one under another name.
_MEANT_OF_GUZZLE = {
    "header": "headers", "params": "query", "query_params": "query", "data": "form_params",
    "form": "form_params", "formParams": "form_params", "form_data": "form_params", "ssl_verify": "verify",
    "verify_ssl": "verify", "exceptions": "http_errors", "payload": "json",
}  # fmt: skip
_MEANT_OF_SYMFONY = {
    "form_params": "body", "auth": "auth_basic", "verify": "verify_peer", "form": "body", "params": "query",
    "multipart": "body", "connect_timeout": "timeout", "allow_redirects": "max_redirects", "data": "body",
}  # fmt: skip
_LARAVEL = (
    "accept acceptJson allowStrayRequests asForm asJson asMultipart assertNotSent assertNothingSent "
    "assertSent assertSentCount assertSentInOrder assertSequencesAreEmpty async attach baseUrl batch "
    "beforeSending bodyFormat connectTimeout contentType createPendingRequest dd delete dump fake "
    "fakeSequence get getOptions globalMiddleware globalOptions globalRequestMiddleware "
    "globalResponseMiddleware head macro maxRedirects patch pool post preventStrayRequests put recorded "
    "replaceHeaders response retry send sequence setClient setHandler sink stub stubUrl throw throwIf "
    "throwUnless timeout unless when withAttributes withBasicAuth withBody withCookies withDigestAuth "
    "withHeader withHeaders withMiddleware withNtlmAuth withOptions withQueryParameters "
    "withRequestMiddleware withResponseMiddleware withToken withUrlParameters withUserAgent "
    "withoutRedirecting withoutVerifying"
)
_MEANT_OF_LARAVEL = {
    "headers": "withHeaders", "setHeaders": "withHeaders", "withBearerToken": "withToken",
    "bearerToken": "withToken", "withAuth": "withToken", "auth": "withToken", "basicAuth": "withBasicAuth",
    "asUrlEncoded": "asForm", "form": "asForm", "json": "asJson", "multipart": "asMultipart",
    "query": "withQueryParameters", "withQuery": "withQueryParameters", "body": "withBody",
}  # fmt: skip
_LARAVELS = re.compile(r"\bFacades\\Http\b|\bHttp::(?:with|as|accept|timeout|get|post|put|patch|delete)")


@cache
def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


def php_client_faults(tree: Tree) -> Iterator[Fault]:
    """The options that a client passes over or refuses, and the methods that it does not have."""
    text = tree.text
    is_symfony = re.search(r"\bHttpClient::create|\bHttpClientInterface\b", text) is not None
    is_guzzle = "Guzzle" in text and not is_symfony
    for node in tree.nodes if is_guzzle or is_symfony else ():
        for key in _options(tree, node):
            name = tree.source(key)[1:-1]
            if is_guzzle and name not in _names(_GUZZLE):
                yield from _unknown_of_guzzle(key, name)
            elif is_symfony and name not in _names(_SYMFONY):
                yield _refused_by_symfony(key, name)
    if _LARAVELS.search(text):
        yield from _unknown_of_laravel(tree)


def _unknown_of_guzzle(key: "Node", name: str) -> Iterator[Fault]:
    """An option that Guzzle passes over; a handler may know others, so only what is meant for one."""
    meant = _MEANT_OF_GUZZLE.get(name) or near(name, _GUZZLE.split(), 0.8)
    if meant:
        message = f"Guzzle has no option {name}, and passes over it"
        yield Fault("WP111", message, line(key), None, f"Write '{meant}'.")


def _refused_by_symfony(key: "Node", name: str) -> Fault:
    meant = _MEANT_OF_SYMFONY.get(name) or near(name, _SYMFONY.split(), 0.6)
    fix = f"Write '{meant}'." if meant else "See the options of HttpClientInterface."
    message = f"Symfony's HttpClient has no option {name}: InvalidArgumentException"
    return Fault("WP111", message, line(key), None, fix)


def _unknown_of_laravel(tree: Tree) -> Iterator[Fault]:
    """``Http::headers([…])``: a method that Laravel's Http does not have, and a macro would not be called."""
    for node in tree.nodes:
        if node.type != "scoped_call_expression":
            continue
        scope, method = node.child_by_field_name("scope"), node.child_by_field_name("name")
        if scope is None or method is None or tree.source(scope).rpartition("\\")[2] != "Http":
            continue
        name = tree.source(method)
        if name.lower() in _names(_LARAVEL.lower()):
            continue
        meant = _MEANT_OF_LARAVEL.get(name) or near(name, _LARAVEL.split(), 0.8)
        if meant:
            message = f"Laravel's Http has no method {name}: BadMethodCallException"
            yield Fault("WP111", message, line(method), None, f"Write Http::{meant}.")


def _options(tree: Tree, node: "Node") -> "Iterator[Node]":
    """The keys of the array that a request is given last: ``$client->request('GET', $url, [key => …])``."""
    method = node.child_by_field_name("name") if node.type == "member_call_expression" else None
    arguments = node.child_by_field_name("arguments") if method is not None else None
    if method is None or arguments is None:
        return
    name = tree.source(method)
    given = [each for each in arguments.named_children if each.type == "argument"]
    least = 3 if name in ("request", "requestAsync") else 2 if name.removesuffix("Async") in _VERBS else 0
    if not least or len(given) != least or not given[-1].named_children:
        return
    array = given[-1].named_children[-1]
    if array.type != "array_creation_expression":
        return
    for element in array.named_children:
        parts = element.named_children if element.type == "array_element_initializer" else []
        if len(parts) == 2 and parts[0].type in ("string", "encapsed_string"):
            yield parts[0]


# ``use Acme\Client;`` and ``new \Acme\Client(``; a class of PHP's own has no namespace.
_USED = re.compile(r"^[ \t]*use (\\?[A-Z]\w*(?:\\\w+)+)|\bnew (\\[A-Z]\w*(?:\\\w+)+)", re.MULTILINE)
# Frameworks load the classes before the file is read, and so does what loads a file with a namespace.
_LOADED = re.compile(
    r"\b(?:require|include)(?:_once)?\b|^[ \t]*namespace\s"
    r"|^[ \t]*(?:abstract |final |readonly )*(?:class|trait)\s"
    r"|\bRoute::|\bIlluminate\\|\bSymfony\\(?!Component\\HttpClient\\)|\bApp\\|\bDrupal\\|\bMagento\\|\bLaminas\\"
    r"|\.\.\.|…",
    re.MULTILINE,
)
_OPENED = re.compile(r"\s*<\?php\b")
_TOLD = re.compile(r"\bautoload")


def unloaded_faults(source: str, samples: Sequence[Sample]) -> Iterator[Fault]:
    """A whole file of PHP whose classes nothing loads, on a page that tells nowhere of vendor/autoload.php.

    `source` is the text of the page; lines are 1-based lines of the file. One is told of: it is the page
    that lacks the line.
    """
    if _TOLD.search(source):
        return
    for sample in samples:
        if sample.language != "php" or not _OPENED.match(sample.text) or _LOADED.search(sample.text):
            continue
        if match := _USED.search(sample.text):
            name = (match[1] or match[2]).lstrip("\\")
            at = sample.line_of(match.start(1 if match[1] else 2))
            message = f"nothing loads {name}, and the page tells nowhere of vendor/autoload.php"
            yield Fault("WP103", message, at, None, "Begin with require 'vendor/autoload.php';.", "note")
            return
