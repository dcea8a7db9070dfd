"""What a program does once an error was told: it goes on, or ends as if all were well (WP603)."""

import re
from collections.abc import Iterator

from generator.auditing.rules.authentication.token_requests import grant_of
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

# A value and its error, whose branch does not leave: ``res, err := …`` and ``if err != nil { … }`` below it.
_GO_BRANCH = re.compile(r"^[ \t]*(\w+), err :?= [^\n]*\n\s*if err != nil \{([^{}]*)\}", re.MULTILINE)
_GO_TOLD = re.compile(r"\s*(?:(?:fmt|log)\.Print(?:ln|f)?\([^\n]*\)\s*)+")
_GO_MAIN = re.compile(r"^func main\(\) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_GO_RETURNS = re.compile(r"if err != nil \{\s*(?:(?:fmt|log)\.Print(?:ln|f)?\([^\n]*\)\s*)+return\s*\}")
# A handler of a whole program that only tells of the error; by language, with what makes it a program.
_ONLY_TOLD = {
    language: (re.compile(pattern, re.MULTILINE), program)
    for language, pattern, program in (
        ("python", r"^except\b[^\n]*:[ \t]*\n(?:[ \t]+print\([^\n]*\)[ \t]*(?:\n|\Z))+(?=\S|\s*\Z)", ""),
        (
            "csharp",
            r"\bcatch\s*(?:\([^)]*\))?\s*\{\s*(?:Console\.(?:Error\.)?Write(?:Line)?\([^;]*\);\s*)+\}",
            "Main",
        ),
        (
            "java",
            (
                r"\bcatch\s*\([^)]*\)\s*\{\s*(?:(?:\w+\.printStackTrace\(\)"
                r"|System\.(?:out|err)\.print(?:ln|f)?\([^;]*\));\s*)+\}"
            ),
            "void main(",
        ),
        ("php", r"\bcatch\s*\([^)]*\)\s*\{\s*(?:(?:echo|print|print_r|var_dump)\b[^;]*;\s*)+\}", ""),
        ("ruby", r"^rescue\b[^\n]*\n(?:[ \t]+(?:puts|p|print)\b[^\n]*\n)+end\b", ""),
    )
}
_FUNCTIONS = {
    "csharp": re.compile(
        r"\b(?:public|private|internal|static)\b[^\n;={]{0,200}\b(?!Main\b)\w+\([^;]*\)\s*\{"
    ),
    "java": re.compile(
        r"\b(?:public|private|protected|static)\b[^\n;={]{0,200}\b(?!main\b)\w+\([^;]*\)[^;{]*\{"
    ),
    "php": re.compile(r"\bfunction\b"),
}
_MESSAGE = "the error is printed, and the program ends with 0 as if all were well"
_EXITS = {
    "go": "Write log.Fatal(err).",
    "python": "Write sys.exit(str(error)), or let the exception end the program.",
    "csharp": "Return 1, or let the exception end the program.",
    "java": "Call System.exit(1), or let the exception end the program.",
    "php": "Write exit(1), or let the exception end the program.",
    "ruby": "Write abort(error.message), or let the exception end the program.",
}


def ending_faults(sample: Sample) -> Iterator[Fault]:
    """The faults of what follows an error, in samples that send requests."""
    if not sample.calls:
        return
    language = {"pycon": "python"}.get(sample.language, sample.language)
    if language == "go":
        yield from _goes_on(sample.text)
        if any(grant_of(call) for call in sample.calls):  # whose answer is all that it is for
            yield from _unread(sample.text)
        for main in _GO_MAIN.finditer(sample.text):
            for match in _GO_RETURNS.finditer(main[1]):
                yield _ended(sample.text, main.start(1) + match.start(), language)
    elif language in _ONLY_TOLD:
        pattern, program = _ONLY_TOLD[language]
        others = _FUNCTIONS.get(language)
        is_program = program in sample.text or "class " not in sample.text
        if is_program and not (others and others.search(sample.text)):
            for match in pattern.finditer(sample.text):
                yield _ended(sample.text, match.start(), language)


def _ended(text: str, offset: int, language: str) -> Fault:
    return Fault("WP603", _MESSAGE, text.count("\n", 0, offset), None, _EXITS[language], "note")


_GO_RESPONSE = re.compile(
    r"^[ \t]*(\w+), (?:err|_) :?= (?:http|[\w.]*[cC]lient\w*)\.(?:Do|Get|Post|PostForm)\(", re.MULTILINE
)


def _unread(text: str) -> Iterator[Fault]:
    """A response of Go whose body is closed, at most: what the server answered is nowhere."""
    for match in _GO_RESPONSE.finditer(text):
        name = match[1]
        rest = text[match.end() : match.end() + _NEAR]
        bodies = re.sub(rf"\b{name}\.Body\.Close\(\)", "", rest)
        passed = re.search(rf"\b{name}\b(?!\.(?:Status|StatusCode|Header|Proto)\b)", bodies)
        if name != "_" and passed is None and rest.count("}") and len(rest) < _NEAR:
            line = text.count("\n", 0, match.start(1))
            message = f"nothing reads the body of {name}, which the token is in"
            yield Fault("WP118", message, line, None, "Read it, as by io.ReadAll.", "note")


_NEAR = 4000  # characters of what follows: a response is read near its request


def _goes_on(text: str) -> Iterator[Fault]:
    """An error of Go that is printed, and then what came with it, which is nil, is made use of."""
    for match in _GO_BRANCH.finditer(text):
        name = match[1]
        used = name != "_" and re.compile(rf"\b{name}\.").search(text, match.end())
        if _GO_TOLD.fullmatch(match[2]) and used:
            message = f"the error is printed, and the program goes on with {name}, which is nil"
            line = text.count("\n", 0, match.start(2))
            yield Fault("WP603", message, line, None, "Return, or write log.Fatal(err).")
