"""The curl commands of a script as `Call`s: options, bodies, credentials, as curl itself reads them."""

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from generator.auditing.requests.bodies import json_fields, text_body, undecoded_form_pairs
from generator.auditing.requests.call import HOLE, Call, CallBody, CodeFault, Header
from generator.auditing.understanding.shell.script import Script, SimpleCommand, Word
from generator.text import closest_name

_BODIES = {"data", "data-raw", "data-binary", "data-ascii", "data-urlencode", "json", "form", "form-string"}
_PREFIXES = {"sudo", "time", "exec", "command", "env", "nohup", "timeout", "-", "do", "then", "!"}


@dataclass(slots=True)
class Option:
    """A curl option, by its long name, with the word that holds its argument."""

    name: str
    argument: str
    word: Word


@dataclass(slots=True)
class Curl:
    """One curl command, read: its options, its URLs, and the `Call` that it makes."""

    command: SimpleCommand
    options: list[Option] = field(default_factory=list)
    urls: list[Word] = field(default_factory=list)
    faults: list[CodeFault] = field(default_factory=list)

    def option(self, *names: str) -> Option | None:
        """The first option with one of these names."""
        return next((option for option in self.options if option.name in names), None)


@cache
def options() -> tuple[dict[str, bool], dict[str, str]]:
    """Long names of curl's options with whether they take an argument, and short names with their long."""
    import tomllib

    text = files("generator.auditing").joinpath("data/curl_options.toml").read_text("utf-8")
    known = tomllib.loads(text)
    takes = dict.fromkeys(known["takes"].split(), True) | dict.fromkeys(known["takes_none"].split(), False)
    return takes, {each[0]: each[2:] for each in known["short"].split()}


def curls(script: Script) -> list[Curl]:
    """The curl commands of a script, in order."""
    found = []
    for command in script.commands:
        words = _without_prefix(command.words)
        if words and words[0].value in ("curl", "curl.exe", "/usr/bin/curl"):
            found.append(_read(command, words[1:], script))
    return found


def _without_prefix(words: list[Word]) -> list[Word]:
    index = 0
    while index < len(words) and (
        words[index].value in _PREFIXES or re.match(r"[A-Za-z_]\w*\+?=", words[index].value)
    ):
        index += 1
    return words[index:]


def _read(command: SimpleCommand, words: list[Word], script: Script) -> Curl:
    takes, shorts = options()
    curl = Curl(command)
    queue = list(words)
    while queue:
        word = queue.pop(0)
        text = word.value
        if text.startswith("--") and len(text) > 2:
            _long(curl, word, text[2:], queue, takes, script)
        elif text.startswith("-") and len(text) > 1 and text != "--":
            _short(curl, word, text[1:], queue, takes, shorts, script)
        elif text not in ("-", "--"):
            curl.urls.append(word)
    return curl


def _long(
    curl: Curl, word: Word, text: str, queue: list[Word], takes: dict[str, bool], script: Script
) -> None:
    name, equals, value = text.partition("=")
    if name not in takes and name.startswith(("no-", "expand-")):
        base = name.partition("-")[2]
        if base in takes:
            argument = queue.pop(0) if name.startswith("expand-") and queue else word
            curl.options.append(
                Option(base if name.startswith("expand-") else name, argument.value, argument)
            )
            return
    if name not in takes:
        matches = [known for known in takes if known.startswith(name)]
        if HOLE not in text and not matches:
            script.fault("WP116", f"curl has no option --{name}", word.offset, _nearest(name, takes))
        if len(matches) != 1:
            return
        name = matches[0]
    if equals and takes[name]:
        script.fault(
            "WP116", f"curl takes the value of --{name} as a word of its own, not after =", word.offset,
            f"Write --{name} {value[:40]}",
        )  # fmt: skip
        curl.options.append(Option(name, value, word))
    else:
        _add(curl, name, word, queue, takes, script)


def _add(
    curl: Curl, name: str, word: Word, queue: list[Word], takes: dict[str, bool], script: Script
) -> None:
    if not takes[name]:
        curl.options.append(Option(name, "", word))
    elif queue:
        argument = queue.pop(0)
        curl.options.append(Option(name, argument.value, argument))
    else:
        script.fault("WP116", f"--{name} has no argument", word.offset, "Give the option its value.")


def _short(
    curl: Curl,
    word: Word,
    text: str,
    queue: list[Word],
    takes: dict[str, bool],
    shorts: dict[str, str],
    script: Script,
) -> None:
    for index, char in enumerate(text):
        name = shorts.get(char)
        if name is None:
            if char not in (HOLE, "#", ":", "0", "1", "2", "3", "4", "6"):
                script.fault("WP116", f"curl has no option -{char}", word.offset, None)
            return
        if takes[name]:
            rest = text[index + 1 :]
            if rest:
                curl.options.append(Option(name, rest.lstrip(" ") if name != "data" else rest, word))
            else:
                _add(curl, name, word, queue, takes, script)
            return
        curl.options.append(Option(name, "", word))


def _nearest(name: str, takes: dict[str, bool]) -> str | None:
    meant = closest_name(name, takes)
    return f"Did you mean --{meant}?" if meant else None


def call_of(curl: Curl, script: Script) -> Call:
    """The request that a curl command makes."""
    url_option = curl.option("url")
    word = url_option.word if url_option else curl.urls[0] if curl.urls else None
    url = (url_option.argument if url_option else word.value if word else "").strip()
    headers = tuple(
        Header(name.strip(), value.strip(), script.line(option.word.offset))
        for option in curl.options
        if option.name == "header"
        for name, _, value in [option.argument.partition(":")]
    )
    if curl.option("config") or any(
        option.argument.startswith(("@", HOLE)) for option in curl.options if option.name == "header"
    ):
        headers += (Header("", HOLE, 0),)  # headers there are, but not which
    body, query = _body(curl, script)
    user, bearer = curl.option("user"), curl.option("oauth2-bearer")
    if bearer:
        headers += (Header("Authorization", f"Bearer {bearer.argument}", script.line(bearer.word.offset)),)
    name, _, password = user.argument.partition(":") if user else ("", "", "")
    line = script.line(curl.command.words[0].offset) if curl.command.words else 0
    return Call(
        client="curl",
        method=_method(curl),
        url=url,
        line=line,
        url_line=script.line(word.offset) if word else line,
        headers=headers,
        body=body,
        query=query,
        basic=(name, password) if user else None,
        sets_content_type=body is not None and curl.option("json") is None,
        verifies_tls=curl.option("insecure") is None,
    )


def _method(curl: Curl) -> str:
    explicit = curl.option("request")
    if explicit:
        return explicit.argument
    if curl.option("get"):
        return "GET"
    if curl.option("head"):
        return "HEAD"
    if curl.option("upload-file"):
        return "PUT"
    return "POST" if curl.option(*_BODIES) else "GET"


def _body(curl: Curl, script: Script) -> tuple[CallBody | None, tuple[tuple[str, str], ...]]:
    given = [option for option in curl.options if option.name in _BODIES]
    if not given:
        upload = curl.option("upload-file")
        return (CallBody("file", line=script.line(upload.word.offset)) if upload else None), ()
    line = script.line(given[0].word.offset)
    if given[0].name in ("form", "form-string"):
        fields = tuple(
            (name, value) for name, _, value in (option.argument.partition("=") for option in given)
        )
        return CallBody("multipart", fields=fields, encodes=True, line=line), ()
    if any(option.argument.startswith("@") for option in given):
        texts = [curl.command.documents[0]] if curl.command.documents and given[0].argument == "@-" else []
        if not texts:
            return CallBody("file", line=line), ()
        return _text_body(texts[0], given, line), ()
    if all(option.name == "data-urlencode" for option in given):
        pairs = tuple(
            (name, value) for name, _, value in (option.argument.partition("=") for option in given)
        )
        return (None, pairs) if curl.option("get") else (CallBody("form", None, pairs, True, line), ())
    glue = "" if given[0].name == "json" else "&"
    text = glue.join(_plain(option) for option in given)
    if curl.option("get"):
        return None, undecoded_form_pairs(text)
    return _text_body(text, given, line), ()


CONTINUED = re.compile(r"[ \t]*\\\n")
"""A backslash that begins what is in single quotes, where it continues no line (POSIX XCU §2.2.2)."""


def _plain(option: Option) -> str:
    if option.name != "data-urlencode":
        begun = CONTINUED.match(option.argument)  # which is told as a fault
        return option.argument[begun.end() :] if begun else option.argument
    from urllib.parse import quote_plus

    name, equals, value = option.argument.partition("=")
    return f"{name}{equals}{quote_plus(value, safe=HOLE)}" if equals else quote_plus(name)


def _text_body(text: str, given: list[Option], line: int) -> CallBody:
    encodes = all(option.name == "data-urlencode" for option in given)
    if given[0].name == "json":
        return CallBody("json", text, json_fields(text), line=line)
    return text_body(text, line, encodes)
