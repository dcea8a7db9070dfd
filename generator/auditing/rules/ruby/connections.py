"""Ruby: connections and requests of Net::HTTP that are not what their addresses say, and open-uri."""

import re
from collections.abc import Iterator

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

_COMMENT = re.compile(r"^[ \t]*#[^\n]*", re.MULTILINE)


_VERIFIED = re.compile(r"\.verify_mode[ \t]*=[ \t]*(true|false)\b")


def odd_verifications(tree: Tree) -> Iterator[Fault]:
    """``http.verify_mode = false``: it is a number, and OpenSSL raises TypeError for anything else.

    https://docs.ruby-lang.org/en/3.3/OpenSSL/SSL/SSLContext.html#attribute-i-verify_mode
    """
    for match in _VERIFIED.finditer(tree.text):
        message = f"verify_mode is a number, and {match[1]} is none: TypeError"
        at = tree.text.count("\n", 0, match.start())
        yield Fault("WP111", message, at, None, "Write OpenSSL::SSL::VERIFY_PEER.")


_WITH_HEADERS = re.compile(
    r"\bNet::HTTP::[A-Z]\w+\.new[( ][ \t]*(?:[\w.]+|'[^'\n]*'|\"[^\"\n]*\")[ \t]*,[ \t]*"
    r"(?P<given>\d+|\w+\.(?:port|host|hostname|path)|'[^'\n]*'|\"[^\"\n]*\"|[\w.]+\.to_json)[ \t]*(?:\)|$)",
    re.MULTILINE,
)


def odd_headers(tree: Tree) -> Iterator[Fault]:
    """``Net::HTTP::Post.new(uri.host, uri.port)``: behind the path stand the headers, which are a Hash.

    https://docs.ruby-lang.org/en/3.3/Net/HTTPRequest.html#method-c-new
    """
    text = _COMMENT.sub(lambda match: " " * len(match[0]), tree.text)
    for match in _WITH_HEADERS.finditer(text):
        message = f"headers of a request are a Hash, and {match['given']} is none: NoMethodError"
        at = tree.text.count("\n", 0, match.start("given"))
        yield Fault("WP111", message, at, None, "Pass the path, and a Hash of headers behind it.")


def plain_connections(tree: Tree) -> Iterator[Fault]:
    """A connection that is not what its address says."""
    text = _COMMENT.sub(lambda match: " " * len(match[0]), tree.text)
    made = re.search(
        r"Net::HTTP\.(?:new|start)\((?!['\"])|Net::HTTP\.(?:new|start)\(['\"][^'\"]*['\"], 443\b", text
    )
    is_secure = re.search(r"URI(?:\.parse)?\(\s*['\"]https://|\b443\b", text)
    if made and is_secure and "use_ssl" not in text and re.search(r"\.request\b|\.(?:get|post)2?\(", text):
        at = text.count("\n", 0, made.start())
        yield Fault(
            "WP111",
            "without use_ssl, Net::HTTP speaks plain HTTP, also to an https address",
            at,
            None,
            "Add http.use_ssl = true.",
        )


_PATH_ALONE = re.compile(r"\bNet::HTTP::[A-Z]\w+\.new[( ]\s*(\w+)\.path\b(?!\s*\+)")
_WITH_QUERY = re.compile(
    r"^[ \t]*(\w+)(?:\.query[ \t]*=|[ \t]*=[ \t]*URI(?:\.parse)?[( ][ \t]*(?:'[^'\n?]*\?\w|\"[^\"\n?]*\?\w))",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"[\"'](?:https?://|\{\{)|(?:\w+_)?(?:url|uri)$|URI\b", re.IGNORECASE)


def lost_queries(tree: Tree) -> Iterator[Fault]:
    """``Net::HTTP::Get.new(uri.path)``, of a URI that has a query: it is no part of the path.

    https://docs.ruby-lang.org/en/3.3/URI/HTTP.html#method-i-request_uri
    """
    given = {match[1]: match.start() for match in reversed(list(_WITH_QUERY.finditer(tree.text)))}
    for match in _PATH_ALONE.finditer(tree.text) if given else ():
        if given.get(match[1], match.end()) < match.start():
            message = f"{match[1]}.path is without the query, which is never sent"
            at = tree.text.count("\n", 0, match.start())
            yield Fault("WP111", message, at, None, f"Write {match[1]}.request_uri.")
            return


def opened_addresses(tree: Tree) -> Iterator[Fault]:
    """``open(url)`` of open-uri: since Ruby 3.0, a file of that name (NEWS for Ruby 3.0.0)."""
    if not re.search(r"require ['\"]open-uri['\"]", tree.text):
        return
    for node in tree.nodes:
        method, arguments = (node.child_by_field_name(field) for field in ("method", "arguments"))
        if node.type != "call" or method is None or arguments is None or tree.source(method) != "open":
            continue
        first = arguments.named_children[0] if arguments.named_children else None
        if node.child_by_field_name("receiver") is None and first and _ADDRESS.match(tree.source(first)):
            message = "open takes no address since Ruby 3.0: it looks for a file of that name"
            yield Fault("WP601", message, line(node), node.start_point[1], "Write URI.open(…).")
            return
