"""Ruby: does the sample parse, and does it bring what it uses? The grammar forgives what Ruby does not."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

if TYPE_CHECKING:
    from tree_sitter import Node

# https://docs.ruby-lang.org/en/3.3/keywords_rdoc.html, without those that stand for a value.
_RESERVED = re.compile(
    "alias|and|begin|break|case|class|def|do|else|elsif|end|ensure|for|if|in|module|next|not|or|redo|rescue"
    "|retry|return|then|undef|unless|until|when|while|yield"
)


def ruby_faults(tree: Tree) -> Iterator[Fault]:
    """The first thing in a text which the grammar takes for correct, that Ruby cannot parse."""
    for node in tree.nodes:
        if message := _problem(tree, node):
            yield Fault("WP101", f"Ruby does not parse: {message}", line(node), None, _FIX)
            return


_FIX = "Correct the syntax; Ruby stops here."


def _problem(tree: Tree, node: "Node") -> str:
    match node.type:
        case "identifier" if _RESERVED.fullmatch(tree.source(node)):
            return "" if _is_a_name(node) else f"nothing that this {tree.source(node)} belongs to is open"
        case "heredoc_beginning":
            return "" if _has_end(tree, node) else f"{tree.source(node)} is never closed"
        case "case" if not any(child.type in ("when", "in_clause") for child in node.named_children):
            return "a case without when"
        case "case_match" if not any(child.type == "in_clause" for child in node.named_children):
            return "a case without in"
        case "regex":
            return _regex_problem(tree, node)
        case "pair":
            return _pair_problem(node)
        case "uninterpreted":
            return _end_problem(tree, node)
        case "call":
            return _call_problem(tree, node)
        case _:
            return ""


def _is_a_name(node: "Node") -> bool:
    """Whether a reserved word stands where any may: after a dot, as a key, a symbol or a method's name."""
    parent = node.parent
    if parent is None:
        return False
    before = node.prev_sibling
    return parent.type in (
        "method",
        "singleton_method",
        "hash_key_symbol",
        "simple_symbol",
        "pair",
        "alias",
    ) or (before is not None and before.type in (".", "&.", "::", ":"))


def _has_end(tree: Tree, node: "Node") -> bool:
    """Whether the word that closes a heredoc stands alone on a line below."""
    opening = tree.source(node)
    word = opening.lstrip("<~-").strip("\"'`")
    return any(row.strip() == word for row in tree.text.split("\n")[line(node) + 1 :])


def _call_problem(tree: Tree, node: "Node") -> str:
    method = node.child_by_field_name("method")
    arguments = node.child_by_field_name("arguments")
    if method is None or arguments is None or _has_parentheses(tree, arguments):
        return ""
    if method.type == "instance_variable":
        return f"an operator is missing after {tree.source(method)}"
    parent = node.parent
    is_later = (
        parent is not None
        and parent.type == "argument_list"
        and _has_parentheses(tree, parent)
        and bool(parent.named_children)
        and parent.named_children[0] != node
    )
    return f"something is missing after {tree.source(method)}" if is_later else ""


_VERB = re.compile(r"[^\S\n]*(?:GET|POST|PUT|PATCH|DELETE|HEAD) ")


def _regex_problem(tree: Tree, node: "Node") -> str:
    """``POST /auth/twitter``, which Ruby reads as the call POST(/auth/), with flags that it has not."""
    flags = re.search(r"[a-z]*\Z", tree.source(node))
    row = tree.text.split("\n")[line(node)]
    if flags is None or _FLAGS.fullmatch(flags[0]) or tree.source(node).startswith("%"):
        return ""
    if _VERB.match(row):
        return f"this is an HTTP request: {row.strip()[:40]}"
    return f"a regular expression has no flags {flags[0]}"


def _pair_problem(node: "Node") -> str:
    """``:key`` and its ``=>`` on two lines."""
    arrow = next((child for child in node.children if child.type == "=>"), None)
    key = node.child_by_field_name("key")
    is_broken = arrow is not None and key is not None and arrow.start_point[0] > key.end_point[0]
    return "a line begins with =>" if is_broken else ""


_INDENTED_END = re.compile(r"^[ \t]+__END__[ \t]*$", re.MULTILINE)
_END = re.compile(r"^__END__$", re.MULTILINE)


def _end_problem(tree: Tree, node: "Node") -> str:
    """``__END__`` with white space before it, which ends no program."""
    text = tree.data[: node.end_byte].decode("utf-8", "replace")
    return "white space stands before __END__" if _INDENTED_END.search(text) and not _END.search(text) else ""


_FLAGS = re.compile(r"[imxounse]*")  # https://docs.ruby-lang.org/en/3.3/Regexp.html#class-Regexp-label-Modes


def _has_parentheses(tree: Tree, arguments: "Node") -> bool:
    return tree.source(arguments).startswith("(")


_COMMENT = re.compile(r"^[ \t]*#[^\n]*", re.MULTILINE)


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


# https://www.rubydoc.info/gems/http/HTTP/Options
_OPTIONS = {
    *("base_uri", "body", "cookies", "encoding", "features", "follow", "form", "headers", "json", "nodelay"),
    *("keep_alive_timeout", "params", "persistent", "proxy", "response", "retriable", "socket_class", "ssl"),
    *("ssl_context", "ssl_socket_class", "timeout_class", "timeout_options"),
}
_HTTP_RB = re.compile(r"^\s*require ['\"]http['\"]", re.MULTILINE)
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


_URI = re.compile(r"^[ \t]*(\w+)[ \t]*=[ \t]*URI(?:\.parse)?\b", re.MULTILINE)
_GIVEN = re.compile(r"^[ \t]*(\w+)[ \t]*=(?![=~])", re.MULTILINE)
_PARSED = re.compile(r"\bJSON\.parse[( ][ \t]*(\w+)[ \t]*(?:[),]|$)", re.MULTILINE)
_REQUESTED = re.compile(r"\.request\((\w+)\)")
_RESPONSE = re.compile(
    r"^[ \t]*(\w+)[ \t]*=[ \t]*(?:Net::HTTP\.(?:get_response|post_form|post|start)\b"
    r"|Faraday\.(?:get|post|put|delete)\b|\w+\.request\()",
    re.MULTILINE,
)


def misused_responses(tree: Tree) -> Iterator[Fault]:
    """A URI where a request is due, and a response where its text is: NoMethodError, TypeError.

    https://docs.ruby-lang.org/en/3.3/Net/HTTP.html, https://docs.ruby-lang.org/en/3.3/JSON.html
    """
    text = tree.text
    given = Counter(_GIVEN.findall(text))
    addresses = {name for name in _URI.findall(text) if given[name] == 1}
    for match in _REQUESTED.finditer(text) if "Net::HTTP" in text else ():
        if match[1] in addresses:
            message = f"request takes a request, and {match[1]} is the address of one"
            yield Fault("WP111", message, text.count("\n", 0, match.start()), None, "Pass the request.")
    responses = {name for name in _RESPONSE.findall(text) if given[name] == 1}
    for match in _CODE_AS_NUMBER.finditer(text) if "Net::HTTP" in text else ():
        if match[1] in responses:
            message = "the code of Net::HTTP is a String, which is never equal to a number"
            at = text.count("\n", 0, match.start())
            yield Fault("WP111", message, at, None, f"Write {match[1]}.code.to_i.")
    texts = {name for name in _TEXT.findall(text) if given[name] == 1}
    for match in _ADDRESSED.finditer(text):
        if match[2] in texts or match[3]:
            message = f"{match[1]} takes a URI, and this is a String: NoMethodError"
            yield Fault("WP111", message, text.count("\n", 0, match.start()), None, "Write URI(…).")
    for match in _PARSED.finditer(text) if responses else ():
        if match[1] in responses:
            message = f"JSON.parse takes text, and {match[1]} is a response: TypeError"
            at = text.count("\n", 0, match.start())
            yield Fault("WP111", message, at, None, f"Write JSON.parse({match[1]}.body).")


_CODE_AS_NUMBER = re.compile(
    r"\b(\w+)\.code\s*(?:[!=]=|[<>]=?)\s*\d|\b\d{3}\s*[!=]=\s*(\w+)\.code\b(?!\.to_i)"
)
_TEXT = re.compile(r"^[ \t]*(\w+)[ \t]*=[ \t]*['\"]https?://", re.MULTILINE)
_ADDRESSED = re.compile(
    r"\b(Net::HTTP\.(?:get_response|get|post_form|post))[( ]\s*(?:(\w+)\s*[,)\n]|(['\"]https?://))"
)
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
