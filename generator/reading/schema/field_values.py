"""Values that look like documentation, by the names of fields: ``customer_id`` is not ``string``.

Always the same ones. Faker and its like were not good enough: they know no names of fields, their values
change from release to release, and people would take a real-looking name for a real person's.
"""

import re
from functools import cache

from generator.model import Json
from generator.reading.source.pointers import Tree

# The last words of a name, and what a field that ends so may hold. The first that fits is taken.
_TEXTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"e_?mail(_address)?", ("alice@example.com",)),
    (r"(user|login|account)_?name|login|user|owner|author", ("alice",)),
    (r"(first|given)_?name", ("Alice",)),
    (r"(last|family|sur)_?name", ("Smith",)),
    (r"(full|display|customer|contact)_name", ("Alice Smith",)),
    (r"(host|domain)(_?name)?", ("example.com",)),
    (r"(file|document)_?name", ("example.txt",)),
    (r"name", ("Example", "example")),
    (r"(web_?hook|callback|redirect|return|success|cancel|image|avatar|logo|photo)(_?(ur[il]|link))",
     ("https://example.com/page",)),
    (r"ur[il]|link|href|web_?site|homepage|web_?hook", ("https://example.com/page",)),
    (r"currency(_code)?", ("EUR", "eur")),
    (r"country(_code)?|nationality", ("DE", "DEU", "Germany")),
    (r"(lang|language|locale)(_code)?", ("en", "en-US")),
    (r"(time_?zone|tz)", ("Europe/Berlin",)),
    (r"phone(_?number)?|mobile|fax|tel", ("+493012345678", "03012345678")),
    (r"(zip|postal|post)_?code|zip", ("10115",)),
    (r"city|town", ("Berlin",)),
    (r"(street|address)(_?line)?(_?[12])?", ("1 Main Street",)),
    (r"(date|day|birthday|dob)", ("2026-01-31",)),
    (r".*_(at|on|time|timestamp)|timestamp|since|until|date_?time", ("2026-01-31T12:00:00Z",)),
    (r"time", ("12:00",)),
    (r"year", ("2026",)),
    (r"month", ("2026-01",)),
    (r"ip(_?(v4|address))?", ("192.0.2.1",)),
    (r"colou?r", ("#336699", "blue")),
    (r"(mime|content|media)_?type", ("text/plain",)),
    (r"version", ("1.0.0", "1")),
    (r"uuid|guid", ("123e4567-e89b-42d3-a456-426614174000",)),
    (r"title|subject|headline", ("An example",)),
    (r"description|summary|comment|message|notes?|reason|about|bio|content|text", ("An example.", "Example")),
    (r"price|amount|total|cost|fee", ("9.99", "10")),
    (r"latitude|lat", ("52.52",)),
    (r"longitude|lng|lon", ("13.405",)),
    (r"slug", ("an-example",)),
    (r"sort(_by)?|order_by", ("name",)),
)  # fmt: skip
_NUMBERS: tuple[tuple[str, int | float], ...] = (
    (r"price|amount|total|cost|fee|balance", 9.99),
    (r"latitude|lat", 52.52),
    (r"longitude|lng|lon", 13.405),
    (r"(page_?size|per_?page|limit|max_?results|top)", 10),
    (r"year", 2026),
    (r"age", 30),
    (r"port", 8080),
    (r"width|height", 640),
    (r".*_(at|time|timestamp)|timestamp", 1769860800),
    (r".*_?id", 123),
)


def words_of(name: str) -> str:
    """A field's name in snake case: ``customerId`` and ``X-Customer-ID`` end with ``customer_id``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return "_".join(re.findall(r"[a-z0-9]+", spaced.lower()))


@cache
def texts(name: str) -> tuple[str, ...]:
    """What a text field of that name may hold, the likeliest first; nothing if the name says nothing."""
    words = words_of(name)
    if match := re.fullmatch(r"(?:(?:.*_)?([a-z]+)_)?ids?", words):
        return (f"{match[1]}_123", "123") if match[1] else ("123",)
    return next((found for ending, found in _TEXTS if re.fullmatch(rf"(.*_)?({ending})", words)), ())


def number(name: str, parts: list[Tree], *, is_integer: bool) -> Json:
    """What a number field of that name may hold within its bounds; None if nothing that is known fits."""
    words = words_of(name)
    found = next((each for ending, each in _NUMBERS if re.fullmatch(rf"(.*_)?({ending})", words)), None)
    if found is None or any(not _BOUNDS.isdisjoint(part) for part in parts):
        return None
    return round(found) if is_integer else found


_BOUNDS = frozenset(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"))
