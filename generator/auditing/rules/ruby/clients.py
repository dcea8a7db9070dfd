"""Ruby: calls of Net::HTTP, Faraday, HTTParty, RestClient and http.rb that no such client takes."""

import re
from collections.abc import Iterator

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

# https://www.rubydoc.info/gems/http/HTTP/Options
_OPTIONS = {
    *("base_uri", "body", "cookies", "encoding", "features", "follow", "form", "headers", "json", "nodelay"),
    *("keep_alive_timeout", "params", "persistent", "proxy", "response", "retriable", "socket_class", "ssl"),
    *("ssl_context", "ssl_socket_class", "timeout_class", "timeout_options"),
}
_HTTP_RB = re.compile(r"^[ \t]*require ['\"]http['\"]", re.MULTILINE)
_NAMED_HEADERS = re.compile(r"\bRestClient\.(?:get|delete|head|post|put|patch)\b[^;]*?,\s*(headers:)(?!:)")


def named_headers(tree: Tree) -> Iterator[Fault]:
    """``RestClient.get(url, headers: {…})``: the last argument is the headers, and this is one of them.

    https://www.rubydoc.info/gems/rest-client/RestClient
    """
    for match in _NAMED_HEADERS.finditer(tree.text):
        if "\n\n" not in match[0]:
            message = "RestClient takes the headers themselves here, and sends one that is named Headers"
            at = tree.text.count("\n", 0, match.start(1))
            yield Fault("WP111", message, at, None, "Write the headers without headers:.", "warning")
            return


_OF_FARADAY = re.compile(r"^[ \t]*(\w+)[ \t]*=[ \t]*\w+\.(?:get|post|put|patch|delete)\b", re.MULTILINE)
_CODE = re.compile(r"\b(\w+)\.code\b")
_HALF = re.compile(r"\.basic_auth[( ]\s*(?:\w+|\"[^\"\n]*\"|'[^'\n]*')\s*\)?[ \t]*$", re.MULTILINE)
_BROKEN = re.compile(r"[Bb]asic[^\n]{0,40}\bBase64\.encode64\b(?![^\n]*\.(?:chomp|strip|delete|gsub|tr)\b)")
_NAMED = re.compile(
    r"\bHTTParty\.(?:get|post|put|patch|delete)\b[^;]*?[(,]\s*(header|params|data|json|auth)(?=:\s|\s*=>)"
)
_HTTPARTY = {"header": "headers", "params": "query", "data": "body", "json": "body", "auth": "basic_auth"}


def misused_clients(tree: Tree) -> Iterator[Fault]:
    """Half of a pair, base64 with line breaks in a header, options of another client.

    https://docs.ruby-lang.org/en/3.3/Net/HTTPHeader.html, https://www.rubydoc.info/gems/httparty
    """
    text = tree.text
    if (match := _HALF.search(text)) and "Net::HTTP" in text:
        message = "basic_auth takes a name and a password: ArgumentError"
        yield Fault("WP111", message, text.count("\n", 0, match.start()), None, "Pass both.")
    if "Faraday" in text and "HTTParty" not in text and "Net::HTTP" not in text:
        made = set(_OF_FARADAY.findall(text))
        for match in _CODE.finditer(text):
            if match[1] in made:
                message = "a response of Faraday has no code: NoMethodError"
                at = text.count("\n", 0, match.start())
                yield Fault("WP111", message, at, None, f"Write {match[1]}.status.")
    if match := _BROKEN.search(text):
        message = "encode64 ends its lines with a line break, which no header may have"
        yield Fault(
            "WP211", message, text.count("\n", 0, match.start()), None, "Write Base64.strict_encode64."
        )
    for match in _NAMED.finditer(text):
        if "\n\n" not in match[0]:
            message = f"HTTParty has no option {match[1]}, and passes over it"
            at = text.count("\n", 0, match.start(1))
            yield Fault("WP111", message, at, None, f"Write {_HTTPARTY[match[1]]}.")
    if (match := re.search(r"\buse_ssl(?::|\s*=)\s*false\b", text)) and re.search(
        r"URI(?:\.parse)?\(\s*['\"]https://", text
    ):
        message = "use_ssl is false, and the address is https: Net::HTTP speaks plain HTTP to it"
        yield Fault("WP111", message, text.count("\n", 0, match.start()), None, "Write use_ssl: true.")


_VERBS = ("get", "post", "put", "patch", "delete", "head")


def unknown_options(tree: Tree) -> Iterator[Fault]:
    """``HTTP.post(url, name: 1)``: http.rb takes options by their names, and refuses any other."""
    if not _HTTP_RB.search(tree.text):
        return
    for node in tree.nodes:
        method = node.child_by_field_name("method") if node.type == "call" else None
        if method is None or tree.source(method) not in _VERBS or not tree.source(node).startswith("HTTP."):
            continue
        arguments = node.child_by_field_name("arguments")
        for pair in arguments.named_children[1:] if arguments is not None else ():
            key = pair.child_by_field_name("key") if pair.type == "pair" else None
            name = tree.source(key).strip(":\"'") if key is not None else ""
            if name and name not in _OPTIONS:
                message = f"http.rb has no option {name}: ArgumentError"
                fix = "Put the values into json: {…}, form: {…} or params: {…}."
                yield Fault("WP111", message, line(pair), pair.start_point[1], fix)
                break
