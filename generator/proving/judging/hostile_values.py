"""The values that Inputs take while a sample is proven: ordinary ones, and hostile ones in rotation.

Every value but the empty one holds its Input's marker, letters and digits that occur nowhere else. So
a secret is found in a sample's output however it was quoted or encoded there.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence

from generator.model import Input, Request, Value
from generator.proving.judging.expected_request import InputValues
from generator.rendering.languages.language import Promises
from generator.rendering.views.inputs import uses

# § stands for the marker. A first character that some client takes for an order (@ - = <) is first
# somewhere; no value has a NUL, which no environment variable can hold. Characters that the same places
# refuse share a value, since a run is what a proof's time goes into.
HOSTILE: tuple[tuple[str, str], ...] = (
    ("quotes", "@/etc/passwd '\"§\"'`''\"\"\"'''"),
    ("commands", "$(id)§`id`${HOME}$HOME$§;id|id>x*?~#"),
    ("backslashes", "-\\!§!!\\n\\x41\\u0041\\=\\@\\"),
    ("separators", "=&a=b&&§;?#/:@+%41%zz%"),
    ("templates", "<{{x}}{0}%s%d§${x}#{x}<%= x %>"),
    ("line breaks and controls", "\n\t§\r\nX-Injected: 1\r\n\r\n\x01\x07\x08\x0b\x0c\x1b§\x1f\x7f\x85\t\n"),
    ("blanks and unicode", "  é§  e\u0301\u2028😀\U0010fffd\ufeff字§  "),
    ("64 KiB", "§" + "0123456789abcde+" * 4096),
    ("empty", ""),
)
_HOSTILE_BYTES: tuple[tuple[str, bytes], ...] = (
    ("every byte", bytes(range(256)) + b"MARKER"),
    ("a boundary", b"MARKER\r\n--MARKER\r\n\r\n"),
    ("64 KiB with NULs", b"\0MARKER" * 8192),
    ("empty", b""),
)
_LONGEST_IN_URL = 8000
_HEADER = re.compile(r"[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?")
_PRINTABLE = re.compile(r"[^\x00-\x1f\x7f-\x9f]+")


def marker(name: str) -> str:
    """Letters and digits that stand for the Input called `name` and occur nowhere else."""
    return "Zq" + hashlib.sha256(name.encode()).hexdigest()[:14]


def ordinary(inputs: Sequence[Input]) -> dict[str, bytes]:
    """Values without any trick: the marker itself."""
    return {each.name: marker(each.name).encode() for each in inputs}


def hostile(inputs: Sequence[Input]) -> Iterator[tuple[str, dict[str, bytes]]]:
    """All Inputs set at once, in rotation, so that each sees each value; with a name for reports."""
    held = [_hostile(each) for each in inputs]
    for turn in range(max(map(len, held), default=0)):
        chosen = [values[(turn + place) % len(values)] for place, values in enumerate(held)]
        pairs = [(each.name, *named) for each, named in zip(inputs, chosen, strict=True)]
        yield (
            ", ".join(f"{name}: {what}" for name, what, _ in pairs),
            {name: value for name, _, value in pairs},
        )


def _hostile(each: Input) -> list[tuple[str, bytes]]:
    sign = marker(each.name)
    if each.kind == "file":
        return [(what, data.replace(b"MARKER", sign.encode())) for what, data in _HOSTILE_BYTES]
    return [(what, pattern.replace("§", sign).encode()) for what, pattern in HOSTILE]


def outside(request: Request, values: InputValues, promises: Promises) -> frozenset[str]:
    """The Inputs whose values lie outside the alphabet of a place where they stand.

    What becomes of these is the client's matter. A header holds visible ASCII with blanks inside (RFC 9110
    §5.5), Basic credentials no control characters, and the user name no colon (RFC 7617 §2), unless
    form-encoded first. A URL is not for values of many kilobytes (RFC 9110 §4.1). What else the syntax of
    a client cannot carry, its language says in `promises`.
    """
    names = {
        name
        for name, place in uses(request)
        for unfit in promises.unfit
        if unfit.place == place and unfit.values.search(values[name].decode("utf-8", "replace"))
    }
    in_url = (part for part in request.url if isinstance(part, Input))
    names |= {part.name for part in in_url if len(values[part.name]) > _LONGEST_IN_URL}
    for _, value in request.headers:
        names |= _unfit(value, values, _HEADER)
    if request.basic is not None and not request.basic.form_encoded:
        names |= _unfit(request.basic.username, values, re.compile(r"[^\x00-\x1f\x7f-\x9f:]+"))
        names |= _unfit(request.basic.password, values, _PRINTABLE)
    return frozenset(names)


def leaks(inputs: Iterable[Input], output: bytes) -> tuple[str, ...]:
    """The secret Inputs whose value can be read in a program's output, plain or in base64."""
    return tuple(each.name for each in inputs if each.secret and any(form in output for form in _forms(each)))


def _forms(each: Input) -> Iterator[bytes]:
    """The marker, and its base64 at each of the three places where it may stand in a longer text."""
    sign = marker(each.name).encode()
    yield sign
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + sign)
        inner = whole[4 if shift else 0 : len(whole) - 4]
        yield inner
        yield inner.translate(bytes.maketrans(b"+/", b"-_"))


def _unfit(value: Value, values: InputValues, alphabet: re.Pattern[str]) -> set[str]:
    inputs = [part for part in value if isinstance(part, Input)]
    return {
        each.name for each in inputs if not alphabet.fullmatch(values[each.name].decode("utf-8", "replace"))
    }
