"""The security schemes of an operation as a page describes them."""

from functools import partial

from generator.model import Scheme
from generator.reading.document.document import Document
from generator.reading.source.pointers import Tree


def described_schemes(document: Document, operation: Tree) -> tuple[tuple[Scheme, ...], ...]:
    """The alternatives of `operation` (or of the document), each with the schemes that apply together.

    A scheme that the document does not describe is left out of its alternative.
    """
    schemes: Tree = document.root.get("components", {}).get("securitySchemes", {})
    described = partial(_scheme, document, schemes)
    return tuple(
        tuple(described(name, scopes) for name, scopes in requirement.items() if name in schemes)
        for requirement in operation.get("security", document.root.get("security")) or ()
    )


def _scheme(document: Document, schemes: Tree, name: str, scopes: list[str]) -> Scheme:
    scheme = document.resolve(schemes[name])
    return Scheme(name, _kind(scheme), scheme.get("description", ""), tuple(scopes))


def _kind(scheme: Tree) -> str:
    """What a scheme is, in a few words, with the name of what it sends."""
    match scheme.get("type"), str(scheme.get("scheme", "")).lower():
        case "http", "basic":
            return "HTTP Basic"
        case "http", "bearer":
            return "Bearer token"
        case "http", word:
            return f"HTTP {word}"
        case "apiKey", _:
            places = {"header": "header", "query": "query parameter", "cookie": "cookie"}
            return f"API key in the {places[scheme['in']]} {scheme['name']}"
        case "oauth2", _:
            return "OAuth 2.0 access token"
        case "openIdConnect", _:
            return "OpenID Connect access token"
        case "mutualTLS", _:
            return "Client certificate (mutual TLS)"
        case kind, _:
            return str(kind)
