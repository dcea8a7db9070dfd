"""A checked OpenAPI document in, `Operation`s with their `Request`s out."""

from collections.abc import Iterator
from urllib.parse import quote

from generator.errors import CannotSampleError
from generator.media_types import is_table
from generator.model import (
    Body,
    Call,
    Description,
    FormBody,
    Input,
    Json,
    JsonBody,
    MultipartBody,
    Operation,
    Pair,
    Request,
    Response,
    TextBody,
    Value,
)
from generator.reading.document import faults
from generator.reading.document.document import Document
from generator.reading.document.inputs import free_name
from generator.reading.document.named_examples import examples_with_value, named_examples
from generator.reading.document.names import distinct_name, example_name
from generator.reading.document.nodes import TEMPLATE, LocatedNode, LocatedOperation, operations
from generator.reading.document.prose import first_sentence
from generator.reading.openapi.bodies import request_body
from generator.reading.openapi.parameter_table import listed_parameters
from generator.reading.openapi.parameters import ParameterExamples, PlacedParameters, exemplified, place
from generator.reading.openapi.parameters import described as described_parameter
from generator.reading.openapi.responses import accepted, documented_responses, documented_statuses
from generator.reading.openapi.schemes import described_schemes
from generator.reading.openapi.security import Authentication, authentication
from generator.reading.openapi.stand_ins import of_body as stand_ins_of_body
from generator.reading.openapi.styles import combined, join_texts, url_text
from generator.reading.schema.example_values import made_value
from generator.reading.source.pointers import Tree
from generator.reading.validation.checks import host_name, server_address
from generator.reading.validation.example_checks import unsendable_examples

_SAFE_IN_PATH = "/:@!$&'()*+,;=~%?"  # what an author may write in a path as it is (RFC 3986 §3.3)


def description(document: Document) -> Description:
    """All that `document` says, an `Operation` for each method of each path, in the order of the file."""
    info = document.root["info"]
    return Description(
        path=document.path,
        title=info["title"],
        version=info["version"],
        description=info.get("description", ""),
        operations=tuple(_operation(document, each) for each in operations(document)),
        files=document.paths,
        faults=len(document.faults),
        notes=faults.fault_lines(document.unmatched, document.sources),
    )


def requests(document: Document, found: LocatedOperation) -> tuple[tuple[Request, ...], tuple[str, ...]]:
    """The requests of an operation, and the reasons why there are no others.

    Of their responses, the requests have statuses and media types alone: all that a sample needs to know.
    """
    return _made(document, found, documented_statuses(document, found.at.node))


def whole_requests(
    document: Document, found: LocatedOperation
) -> tuple[tuple[Request, ...], tuple[str, ...]]:
    """As `requests`, with all that is documented of their responses."""
    return _made(document, found, documented_responses(document, found.at.node))


def _made(
    document: Document, found: LocatedOperation, responses: tuple[Response, ...]
) -> tuple[tuple[Request, ...], tuple[str, ...]]:
    reasons: list[str] = []
    try:
        made = tuple(_requests(document, found, responses, reasons))
    except CannotSampleError as error:
        return (), (str(error),)
    return made, tuple(reasons)


def _operation(document: Document, found: LocatedOperation) -> Operation:
    node = found.at.node
    responses = documented_responses(document, node)
    requests, reasons = _made(document, found, responses)
    return Operation(
        id=found.id,
        operation_id=found.operation_id,
        method=found.method,
        path=found.path,
        summary=node.get("summary", ""),
        description=node.get("description", ""),
        deprecated=node.get("deprecated", False),
        parameters=tuple(listed_parameters(document, found)),
        requests=requests,
        responses=responses,
        reasons=reasons,
        tags=tuple(node.get("tags", ())),
        authentication=described_schemes(document, node),
    )


def _requests(
    document: Document, found: LocatedOperation, responses: tuple[Response, ...], reasons: list[str]
) -> Iterator[Request]:
    """The requests; for each that cannot be made, the reason joins the `reasons`."""
    if not (address := server_address(found)):
        raise CannotSampleError("it has no absolute server address")
    node = found.at.node
    parameters = [exemplified(document, at) for at in found.parameters()]
    asks = any(one.node["in"] == "header" and one.node["name"].lower() == "accept" for one in parameters)
    summary = node.get("summary") or first_sentence(node.get("description", ""))
    accept = accepted(document, node, described=asks)
    for key, name_of_example, example, body, native, stand_ins in _examples(
        document, found, parameters, reasons
    ):
        placed = place(document, parameters, name_of_example)
        proof = authentication(document, node, example)
        yield Request(
            operation=found.id,
            example=key,
            method=found.method,
            url=_url(address.url + found.path, placed, proof),
            summary=example.get("summary") or summary,
            headers=combined(_headers(accept, placed, proof)),
            body=body,
            basic=proof.basic,
            responses=_ordered(responses, key),
            description=example.get("description", ""),
            stand_ins=tuple(dict.fromkeys((*address.stand_ins, *placed.stand_ins, *stand_ins))),
            call=_call(found, placed, native),
        )


def _examples(
    document: Document, found: LocatedOperation, parameters: list[ParameterExamples], reasons: list[str]
) -> Iterator[tuple[str, str, Tree, Body | None, Json, tuple[str, ...]]]:
    """Each example of the operation: half of the id, name, itself, the body, that as JSON, stand-ins."""
    content = list(found.at.items("requestBody", "content"))
    taken: dict[str, int] = {}
    if not content:
        fit, unfit = _parameter_examples(document, parameters)
        for name, example in (fit or {"default": {}}).items():
            yield distinct_name(example_name(name, "", is_first=True), taken), name, example, None, None, ()
        reasons.extend(reason for name, reason in unfit.items() if name not in (fit or ("default",)))
        return
    for index, (media_type, media) in enumerate(content):
        for name, example, value in _values(document, media_type, media, reasons):
            try:
                body = _sent(found, request_body(document, media_type, media.node, value))
                native = _native(document, media, body, value)
            except CannotSampleError as error:
                reasons.append(str(error))
            else:
                key = example_name(name, media_type, is_first=index == 0)
                stand_ins = tuple(stand_ins_of_body(document, media.node, body))
                yield distinct_name(key, taken), name, example, body, native, stand_ins


def _native(document: Document, media: LocatedNode, body: Body | None, value: Json) -> Json:
    """The value of a JSON body or of a form, with its Inputs; None of any other body."""
    if isinstance(body, FormBody):
        body = request_body(document, "application/json", media.node, value)
    return body.value if isinstance(body, JsonBody) else None


def _sent(found: LocatedOperation, body: Body) -> Body | None:
    """`body`; a form without fields is nothing, or else, where it has to be there, a text of no length.

    No client has another way to send it.

    Raises:
        CannotSampleError: it has to be there, and has to have a part (RFC 2046 §5.1.1).
    """
    if body not in (FormBody((), body.media_type), MultipartBody((), body.media_type)):
        return body
    if found.at["requestBody"].node.get("required") is not True:
        return None
    if isinstance(body, MultipartBody):
        raise CannotSampleError("its multipart body has no part, and must have one; write an example")
    return TextBody(("",), body.media_type)


def _parameter_examples(
    document: Document, parameters: list[ParameterExamples]
) -> tuple[dict[str, Tree], dict[str, str]]:
    """The examples of all parameters by name, as far as they fit; and why the others do not."""
    fit: dict[str, Tree] = {}
    unfit: dict[str, str] = {}
    for each in parameters:
        if each.unfit:
            unfit = {**each.unfit, **unfit}
        for name, example in named_examples(document, described_parameter(document, each.node)).items():
            if name not in each.unfit:
                fit.setdefault(name, example)
    return fit, unfit


def _values(
    document: Document, media_type: str, media: LocatedNode, reasons: list[str]
) -> Iterator[tuple[str, Tree, Json]]:
    """The value of each example of a media type that can be sent, or else one made from the schema."""
    examples = named_examples(document, media.node)
    unfit = unsendable_examples(media)
    values = {
        name: value for name, value in examples_with_value(document, media.node).items() if name not in unfit
    }
    for name, value in values.items():
        yield name, examples[name], value
    if not values:
        try:
            value = _made_body(document, media_type, media.node)
        except CannotSampleError as error:
            reasons.extend(unfit.values() or [str(error)])
            return
        yield "default", {}, value
    reasons.extend(reason for name, reason in unfit.items() if name not in (values or ("default",)))


def _made_body(document: Document, media_type: str, media: Tree) -> Json:
    """A body for a media type without an example.

    Raises:
        CannotSampleError: none can be made, or no schema can say what such a text looks like.
    """
    if is_table(media_type):
        raise CannotSampleError(f"its {media_type} body has no example; write one")
    if "schema" not in media and "itemSchema" in media:
        return [made_value(document, media["itemSchema"], "item")]
    return made_value(document, media.get("schema", {}), "body")


def _url(template: str, placed: PlacedParameters, proof: Authentication) -> Value:
    """The address with its path parameters in place, and the query after it."""
    is_plain = quote(template, safe=_SAFE_IN_PATH + "{}") == template
    pieces: list[Value] = []
    end = 0
    for match in TEMPLATE.finditer(template):
        text = template[end : match.start()]
        pieces.append((text if is_plain else quote(text, safe=_SAFE_IN_PATH),))
        variable = Input(free_name(match[1]), example=host_name(match[1]))  # the server's, without a default
        pieces.append(placed.path.get(match[1], (variable,)))
        end = match.end()
    text = template[end:]
    pieces.append((text if is_plain else quote(text, safe=_SAFE_IN_PATH),))
    query = [*placed.query, *(url_text(name, value) for name, value in proof.query)]
    if query:
        pieces.append(("&" if "?" in template else "?",))
        pieces.append(join_texts(query, "&"))
    return join_texts(pieces, "")


def _call(found: LocatedOperation, placed: PlacedParameters, body: Json) -> Call:
    node = found.at.node
    extensions: list[tuple[str, str]] = []
    for key, value in node.items():
        texts = value if isinstance(value, list) else [value]
        if key.startswith("x-") and texts and all(isinstance(text, str) for text in texts):
            extensions.append((key, ".".join(texts)))
    arguments = tuple(placed.arguments)
    return Call(
        found.operation_id, found.path, tuple(node.get("tags", ())), tuple(extensions), arguments, body
    )


def _headers(accept: str | None, placed: PlacedParameters, proof: Authentication) -> Iterator[Pair]:
    if accept:
        yield "Accept", (accept,)
    yield from placed.headers
    yield from proof.headers
    cookies = [(f"{name}=", *value) for name, value in (*placed.cookies, *proof.cookies)]
    if cookies:
        yield "Cookie", join_texts(cookies, "; ")


def _ordered(responses: tuple[Response, ...], key: str) -> tuple[Response, ...]:
    """`responses` with, of each status, the example of the request's own name first."""
    if all(response.example != key for response in responses):
        return responses
    statuses = list(dict.fromkeys(response.status for response in responses))
    return tuple(sorted(responses, key=lambda each: (statuses.index(each.status), each.example != key)))
