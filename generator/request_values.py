"""A request in, the same request with other values in all its places out."""

from collections.abc import Callable

from msgspec.structs import replace

from generator.model import FormBody, Json, JsonBody, MultipartBody, Request, TextBody, Value


def with_values(
    request: Request, value: Callable[[Value], Value], in_json: Callable[[str | Value], Json]
) -> Request:
    """`request` with what `value` makes of each of its values, and `in_json` of each string in JSON.

    A file that is a whole body stays as it is. The values of a `Call` are JSON.
    """

    def document(json: Json) -> Json:
        if isinstance(json, dict):
            return {key: document(child) for key, child in json.items()}
        if isinstance(json, list):
            return [document(child) for child in json]
        return in_json(json) if isinstance(json, str | tuple) else json

    body, basic, call = request.body, request.basic, request.call
    match body:
        case FormBody(fields=fields):
            body = replace(body, fields=tuple((name, value(parts)) for name, parts in fields))
        case JsonBody(value=json):
            body = replace(body, value=document(json))
        case TextBody(text=text):
            body = replace(body, text=value(text))
        case MultipartBody(parts=parts):
            body = replace(body, parts=tuple(replace(part, value=value(part.value)) for part in parts))
    if basic is not None:
        basic = replace(basic, username=value(basic.username), password=value(basic.password))
    if call is not None:
        arguments = tuple(replace(each, value=document(each.value)) for each in call.arguments)
        call = replace(call, arguments=arguments, body=document(call.body))
    headers = tuple((name, value(parts)) for name, parts in request.headers)
    return replace(request, url=value(request.url), headers=headers, body=body, basic=basic, call=call)
