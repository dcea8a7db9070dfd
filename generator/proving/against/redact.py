"""A text without secrets: what a person reads of a run goes through here before anything else sees it.

A report shortens long values, so a secret may stand in it cut off at either end, or encoded as the place
asks. Therefore any eight characters in a row of a secret, in any encoding that samples use, are taken out.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

_WINDOW = 8
_SHORTEST = 4


class Redactor:
    """Replaces what must not be told by a name in brackets, such as ``[CLIENT_SECRET]``.

    `secrets` are values by the name of their Input, `others` are values that need not be told either: they
    are taken out where they stand whole. A part of a secret that `public` has as well, a text that every
    report shows, gives nothing away and is kept.
    """

    def __init__(self, secrets: Mapping[str, bytes], others: Mapping[str, bytes], public: str = "") -> None:
        self._public = public
        self._windows: dict[str, str] = {}
        self._whole: dict[str, str] = {}
        for name, value in others.items():
            self._whole.update((form, name) for form in _forms(value) if form)
        self.add(secrets)

    def add(self, secrets: Mapping[str, bytes]) -> None:
        """Keep these as well."""
        for name, value in secrets.items():
            for form in _forms(value):
                if len(form) < _WINDOW:
                    self._whole[form] = name
                for start in range(len(form) - _WINDOW + 1):
                    window = form[start : start + _WINDOW]
                    if window not in self._public:
                        self._windows[window] = name

    def __call__(self, text: str) -> str:
        """`text` with a name in brackets for each secret, or part of one."""
        text = self._without_windows(text)
        for form in sorted(self._whole, key=len, reverse=True):
            is_word = len(form) < _SHORTEST
            pattern = rf"(?<!\w){re.escape(form)}(?!\w)" if is_word else re.escape(form)
            text = re.sub(pattern, f"[{self._whole[form]}]".replace("\\", r"\\"), text)
        return text

    def _without_windows(self, text: str) -> str:
        pieces: list[str] = []
        start = kept = 0
        while start <= len(text) - _WINDOW:
            name = self._windows.get(text[start : start + _WINDOW])
            if name is None:
                start += 1
                continue
            pieces.append(f"{text[kept:start]}[{name}]")
            end = start + _WINDOW
            while text[start + 1 : start + 1 + _WINDOW] in self._windows:
                start, end = start + 1, end + 1
            start = kept = end
        return "".join([*pieces, text[kept:]])


_TELLING = re.compile(
    r"token|secret|passw|credential|authori[sz]ation|cookie|session|signature|api[_-]?key", re.IGNORECASE
)


def secrets_in(document: object, name: str = "") -> Iterator[tuple[str, bytes]]:
    """The texts in a JSON value that are secrets by the name of their property."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield from secrets_in(value, str(key))
    elif isinstance(document, list):
        for item in document:
            yield from secrets_in(item, name)
    elif isinstance(document, str) and len(document) >= _WINDOW and is_telling(name):
        yield name, document.encode("utf-8", "surrogatepass")


def is_telling(name: str) -> bool:
    """Whether a property or a header of this name holds a secret."""
    return bool(_TELLING.search(name)) and not name.lower().endswith(("_type", "type", "_uri", "_url"))


def _forms(value: bytes) -> Iterable[str]:
    """The ways in which a value may be written: as it is, in URLs, in JSON, in source code, in base64."""
    text = value.decode("utf-8", "backslashreplace")
    forms = {text, quote(value, safe=""), quote(value), quote_plus(value)}
    forms |= {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], repr(text)[1:-1]}
    forms |= {
        "".join(f"%{byte:02x}" if f"%{byte:02X}" in quote(value, safe="") else chr(byte) for byte in value)
    }
    if len(value) >= _SHORTEST:
        for encoded in (value, quote_plus(value).encode()):
            for shift in range(3):
                whole = base64.b64encode(b"\0" * shift + encoded).decode()
                inner = whole[4 if shift else 0 : len(whole) - 4]
                forms |= {inner, inner.replace("+", "-").replace("/", "_")}
    return {form for form in forms if form}
