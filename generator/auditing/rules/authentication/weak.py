"""Passwords and secrets that are plain words, in samples that send them (WP301, a note).

A value that says what belongs there, such as ``password`` or ``your-secret``, is a placeholder. Any other
word, ``hunter2``, is either somebody's password or has to be replaced by readers who are not told so.
"""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.rules.authentication.secrets import is_public, looks_real
from generator.auditing.rules.http.urls import is_local, is_placeholder
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.understanding.call import HOLE, Call, Fault

_SECRET = re.compile(
    r"(?:\w+_)?(?:password|passwd|passphrase|secret)|pwd|(?:clientSecret|apiSecret)", re.IGNORECASE
)
_PLACES = re.compile(
    r"(?:your|user|account|login|client|app|api|oauth|new|old|current|db|basic|auth|here|value|is|a|of)*"
)
_WORDS = re.compile(r"pass(?:word|wd|phrase|code)?|pwd|pw|secret|key|token|credentials?")
_SPELT = str.maketrans("013@$5", "oieass")  # ``p@ssw0rd`` is ``password``
_SHORTEST = 4  # characters; ``-u a:b`` shows where the colon stands


def weak_faults(calls: Sequence[Placed]) -> Iterator[Fault]:
    """The first place of each such value; requests to this machine carry what a fresh server has."""
    told: set[str] = set()
    for item in calls:
        for name, value in _secrets(item.call) if not is_local(item.call.url) else ():
            if value in told or not _is_written_out(value):
                continue
            told.add(value)
            start = item.sample.text.find(value)
            line = item.sample.text.count("\n", 0, start) if start >= 0 else item.call.line
            message = (
                f"{name} is written out here ({value[:20]}): a reader cannot tell that it is to be replaced"
            )
            fix = "Show a placeholder, such as <PASSWORD>, or an environment variable."
            yield Fault("WP301", message, item.sample.block.line_at(line), None, fix, "note")


def _secrets(call: Call) -> Iterator[tuple[str, str]]:
    given = [*(call.body.fields if call.body else ()), *call.query]
    yield from ((name, value) for name, value in given if _SECRET.fullmatch(name))
    if call.basic is not None:
        yield "the password", call.basic[1]


def _is_written_out(value: str) -> bool:
    """Whether a value is a word of its own; what looks real is told of as such."""
    if len(value) < _SHORTEST or HOLE in value or re.search(r"[$<{%]", value):
        return False
    if is_placeholder(value) or is_public(value) or looks_real(value, is_basic=False):
        return False
    letters = re.sub(r"[\W_]", "", value.lower().translate(_SPELT))
    return _PLACES.fullmatch(_WORDS.sub("", letters)) is None
