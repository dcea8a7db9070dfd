"""Requests of Net::HTTP: one that is made and then set up, and the short forms.

Source: https://docs.ruby-lang.org/en/master/Net/HTTP.html
"""

from typing import TYPE_CHECKING

from generator.auditing.requests.call import HOLE, CallBody, Header
from generator.auditing.understanding.trees.tree import line_of_node

if TYPE_CHECKING:
    from tree_sitter import Node

    from generator.auditing.understanding.ruby.values import RubyValues

# Headers, body, credentials and query.
Sent = tuple[tuple[Header, ...], CallBody | None, tuple[str, str] | None, tuple[tuple[str, str], ...]]


def made_request(reader: "RubyValues", made: "Node", arguments: "list[Node]") -> Sent:
    """``request = Net::HTTP::Post.new(uri, headers)``, and what is set on it below."""
    left = made.parent.child_by_field_name("left") if made.parent is not None else None
    owner = reader.tree.source(left) if left is not None else ""
    headers = list(reader.given_headers(arguments[1:]))
    body: CallBody | None = None
    basic: tuple[str, str] | None = None
    for member, given, place in reader.set_on(owner, made):
        if member in ("[]", "add_field", "[]=") and len(given) == 2:
            name, value = (reader.text(each) for each in given)
            headers.append(Header(name or "", value or HOLE, line_of_node(place)))
        elif member == "basic_auth" and len(given) == 2:
            basic = (reader.text(given[0]) or HOLE, reader.text(given[1]) or HOLE)
        elif member in ("content_type", "set_content_type") and given:
            headers.append(Header("Content-Type", reader.text(given[0]) or HOLE, line_of_node(place)))
        elif member in ("set_form_data", "form_data", "set_form") and given:
            is_parted = len(given) > 1 and reader.text(given[1]) == "multipart/form-data"
            kind = "multipart" if is_parted else "form"
            body = CallBody(kind, None, _fields(reader, given), True, line_of_node(place))
        elif member == "body" and given:
            body = reader.body_of(given[0])
            if (value_of := reader.resolved(given[0])) is not None and value_of.type == "hash":
                body = CallBody("object", None, body.fields, line=body.line)
    return tuple(headers), body, basic, ()


def short_request(reader: "RubyValues", name: str, arguments: "list[Node]") -> Sent:
    """``Net::HTTP.post_form(uri, …)``, ``Net::HTTP.post(uri, data, headers)`` and those that get."""
    if name == "post_form" and len(arguments) > 1:
        body = CallBody("form", None, _fields(reader, arguments[1:]), True, line_of_node(arguments[1]))
        return (), body, None, ()
    if name == "post" and len(arguments) > 1:
        return reader.given_headers(arguments[2:]), reader.body_of(arguments[1]), None, ()
    return reader.given_headers(arguments[1:]) if name.startswith("get") else (), None, None, ()


def _fields(reader: "RubyValues", given: "list[Node]") -> tuple[tuple[str, str], ...]:
    """The fields of a form, which is a hash or pairs without its braces."""
    return reader.pairs(given[0]) or tuple(reader.pair(each) for each in given if each.type == "pair")
