"""How a request is authenticated: a security requirement becomes headers, a query, cookies or Basic."""

from collections.abc import Iterable

from msgspec import Struct

from generator.errors import CannotSampleError
from generator.model import Basic, Input, Pair
from generator.reading.document.document import Document
from generator.reading.document.inputs import free_name
from generator.reading.document.named_examples import named_examples
from generator.reading.openapi.prefixes import told_prefix
from generator.reading.source.pointers import Tree

_EXAMPLE = "2YotnFZFEjr1zCsicMWpAA"  # RFC 6749's own example of an access token


class Authentication(Struct, frozen=True):
    """What a request carries to prove who sends it."""

    headers: tuple[Pair, ...] = ()
    query: tuple[Pair, ...] = ()
    cookies: tuple[Pair, ...] = ()
    basic: Basic | None = None

    def __add__(self, other: "Authentication") -> "Authentication":
        """Both; what both ask for, such as the same access token, is carried once."""
        return Authentication(
            tuple(dict.fromkeys(self.headers + other.headers)),
            tuple(dict.fromkeys(self.query + other.query)),
            tuple(dict.fromkeys(self.cookies + other.cookies)),
            self.basic or other.basic,
        )


def authentication(document: Document, operation: Tree, example: Tree) -> Authentication:
    """The authentication of one example of `operation`.

    ``x-security`` on the example names the schemes, all of which apply; otherwise the first of the
    operation's alternatives (or of the document's) that a sample can do is taken. To need none comes last,
    as it seldom is enough, unless examples of the operation say themselves what they need.

    Raises:
        CannotSampleError: each alternative needs a scheme that no sample can do, such as mutual TLS.
    """
    chosen = example.get("x-security") if isinstance(example, dict) else None
    if isinstance(chosen, list) and all(isinstance(name, str) for name in chosen):
        requirements = [dict.fromkeys(chosen, ())]
    else:
        requirements = operation.get("security", document.root.get("security")) or [{}]
        if not _says_who_needs_none(document, operation):
            requirements = sorted(requirements, key=lambda each: not each)
    reason: CannotSampleError | None = None
    for requirement in requirements:
        try:
            return _together(document, requirement)
        except CannotSampleError as error:
            reason = reason or error
    raise reason or CannotSampleError("it has no security requirement that a sample can meet")


def _says_who_needs_none(document: Document, operation: Tree) -> bool:
    """Whether some examples of a body choose their schemes, so that the others do without."""
    body = document.resolve(operation.get("requestBody", {}))
    media = (document.resolve(each) for each in body.get("content", {}).values())
    examples = (example for each in media for example in named_examples(document, each).values())
    return any(isinstance(each, dict) and "x-security" in each for each in examples)


def _together(document: Document, names: Iterable[str]) -> Authentication:
    """What schemes carry that apply together.

    Raises:
        CannotSampleError: two want the Authorization header, which has one value (RFC 9110 §11.6.2).
    """
    proof = sum((_scheme(document, name) for name in names), Authentication())
    headers = [name.lower() for name, _ in proof.headers]
    if headers.count("authorization") + (proof.basic is not None) > 1:
        each = " and ".join(f"'{name}'" for name in names)
        raise CannotSampleError(f"its security schemes {each} want the Authorization header each for itself")
    return proof


def _scheme(document: Document, name: str) -> Authentication:
    schemes = document.root.get("components", {}).get("securitySchemes", {})
    scheme = document.resolve(schemes.get(name))
    if scheme is None:  # `checks` shows it as a fault
        return Authentication()
    match scheme["type"], str(scheme.get("scheme", "")).lower():
        case "http", "basic":
            return Authentication(basic=_basic(scheme))
        case ("http", "bearer") | ("oauth2" | "openIdConnect", _):
            token = Input(_declared(scheme, "ACCESS_TOKEN"), secret=True, example=_EXAMPLE)
            return Authentication(headers=(("Authorization", ("Bearer ", token)),))
        case "apiKey", _:
            return _api_key(scheme)
        case kind, word:
            called = " ".join(filter(None, (kind, word)))
            raise CannotSampleError(f"its security scheme '{name}' is {called}, which no sample can do")


def _basic(scheme: Tree) -> Basic:
    """Its Inputs are named by ``x-input``, two names; ``x-example`` may give the values to show for them."""
    username, password = scheme.get("x-input", ("API_USERNAME", "API_PASSWORD"))
    examples = scheme.get("x-example", ("alice", "secret"))
    return Basic(
        username=(Input(username, example=str(examples[0])),),
        password=(Input(password, secret=True, example=str(examples[1])),),
        form_encoded=bool(scheme.get("x-form-encoded", False)),
    )


def _api_key(scheme: Tree) -> Authentication:
    name = scheme["name"]
    if scheme["in"] == "header" and (prefix := told_prefix(name, scheme.get("description", ""))):
        usual = "ACCESS_TOKEN" if prefix == "Bearer" else "API_KEY"
        key = Input(_declared(scheme, usual), secret=True, example=_EXAMPLE)
        return Authentication(headers=((name, (f"{prefix} ", key)),))
    word = free_name(name).removeprefix("X_")
    name_of_input = _declared(scheme, word if "_" in word else f"API_{word}")
    key = Input(name_of_input, secret=True, example=_EXAMPLE)
    pair: Pair = (name, (key,))
    match scheme["in"]:
        case "header":
            return Authentication(headers=(pair,))
        case "query":
            return Authentication(query=(pair,))
        case _:
            return Authentication(cookies=(pair,))


def _declared(scheme: Tree, default: str) -> str:
    name = scheme.get("x-input", default)
    return name if isinstance(name, str) else default
