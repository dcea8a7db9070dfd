"""What a ``Content-Type`` says, read as Django reads it, and what can be wrong with a form."""

import codecs
from email.message import Message
from email.utils import collapse_rfc2231_value


class BadFormError(ValueError):
    """The body, or what its headers say of it, is refused with a 400 page."""


class UnreadableTypeError(ValueError):
    """The ``Content-Type`` cannot be read at all: Django fails before it has a request."""


def header_parameters(line: str) -> tuple[str, dict[str, str]]:
    """The main value in lower case, and the parameters, of a header like ``Content-Type``.

    Raises UnreadableTypeError where an RFC 2231 parameter names an unknown charset.
    """
    if ";" not in line:
        return line.strip().lower(), {}
    message = Message()
    message["content-type"] = line
    (main, _), *pairs = message.get_params(failobj=[])
    parameters: dict[str, str] = {}
    for name, value in pairs:
        if not name:
            continue
        if isinstance(value, tuple) and value[0] and not is_charset(value[0]):
            raise UnreadableTypeError(f"unknown charset {value[0]!r} in a parameter")
        parameters[name] = collapse_rfc2231_value(value)
    return main.lower(), parameters


def is_charset(name: str) -> bool:
    """Whether Python has a codec of this name."""
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True
