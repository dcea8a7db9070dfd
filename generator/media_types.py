"""What the name of a media type says."""

import re


def essence(media_type: str) -> str:
    """A media type without parameters, in lower case (RFC 9110 §8.3.1)."""
    return media_type.partition(";")[0].strip().lower()


def tidied(media_type: str) -> str:
    """A media type as clients write it: names in lower case, one blank before each parameter, none empty.

    A multipart body's boundary is left to the client; a word alone, such as ``json``, is what it stands for.
    """
    name, *parameters = (each.strip() for each in re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', media_type))
    name = _WORDS.get(name.lower(), name.lower())
    name = "application/json" if name.startswith("application/*+json") else name
    kept = (each for each in parameters if each and not each.lower().startswith("boundary="))
    return "; ".join((name, *kept))


_WORDS = {
    "": "application/octet-stream",
    "form": "application/x-www-form-urlencoded",
    "json": "application/json",
    "text": "text/plain",
    "xml": "application/xml",
}


def is_json(media_type: str) -> bool:
    """Whether `media_type` is ``application/json``, or built on it (RFC 6839: ``+json``)."""
    name = essence(media_type)
    return name in ("application/json", "text/json") or name.endswith("+json")


def is_json_lines(media_type: str) -> bool:
    """Whether it is a JSON value on each line."""
    return essence(media_type) in ("application/jsonl", "application/x-ndjson", "application/ndjson")


def is_table(media_type: str) -> bool:
    """Whether it is a text in columns, of which a JSON Schema says nothing."""
    return essence(media_type) in ("text/csv", "text/tab-separated-values")


def is_form(media_type: str) -> bool:
    """Whether `media_type` is the one of HTML forms."""
    return essence(media_type) == "application/x-www-form-urlencoded"


def is_multipart(media_type: str) -> bool:
    """Whether `media_type` has parts (RFC 2046 §5.1)."""
    return essence(media_type).startswith("multipart/")


def is_xml(media_type: str) -> bool:
    """Whether `media_type` is XML, or built on it (RFC 7303 §4.2: ``+xml``)."""
    return essence(media_type).endswith(("/xml", "+xml"))


def is_text(media_type: str) -> bool:
    """Whether a body of `media_type` is text that stands in a description as it is sent."""
    name = essence(media_type)
    return (
        name.startswith("text/")
        or is_xml(media_type)
        or name.endswith(("/yaml", "+yaml", "/x-yaml", "/x-ndjson", "/jsonl", "/graphql"))
        or name in ("application/javascript", "application/sql", "application/jwt", "application/jose")
    )
