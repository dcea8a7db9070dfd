"""Shell: do its compound commands open and close as they must? (POSIX XCU §2.9.4 and what bash adds)."""

import re
from collections.abc import Iterator

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.script import Script

_LOOPS = ("for", "while", "until", "select")
_RESERVED = re.compile(
    r"(?:^|[;&|(){]|(?<=\s)!|\b(?:then|else|elif|do|if|while|until)\b|\bfunction[ \t]+\S+)[ \t]*"
    r"(?P<word>if|then|elif|else|fi|for|while|until|select|do|done|case|esac|\{|\}|\[\[)(?=[\s;)&|]|$)",
    re.MULTILINE,
)
_TEST_ENDS = re.compile(r"(?<=\s)\]\](?=[\s;)&|]|$)")
_GROUP = re.compile(r"\w\s*\(\s*\)\s*\{|\bfunction\s+[\w-]+\s*\{|(?:\|\||&&|;)\s*\{(?=\s)")
_NO_NAME = re.compile(r"\bfunction\s+\{\s*$|^[ \t]*\(\)\s*[({]", re.MULTILINE)
_EMPTY = re.compile(r"(?:^|[\s;])(?P<word>do|then|else|\{)[\s;]+(?:done|fi|elif|else|\})(?=[\s;)&|]|$)")
_CASE = re.compile(
    r"(?:^|[\s;])case\s+\S+\s+in\s(?P<clauses>(?:(?!\bcase\s)[\s\S])*?)(?<=[\s;])esac(?=[\s;)&|]|$)"
)
_CLAUSE = re.compile(r"\s*\(?[^\s()][^()\n]*\)")
_LONE_END = re.compile(r"^[ \t]*\}\s*$", re.MULTILINE)
_JSON = re.compile(r"^[ \t]*\"[^\"\n]+\"\s*:|^[ \t]*[}\]],", re.MULTILINE)
_HEADS = {
    "for": re.compile(r"for\s+(?:\(\(|\S+\s*(?:\bin\b|\bdo\b|;))"),
    "case": re.compile(r"case\s+\S+\s+in\b"),
}
_OPENS = {"then": "if", "elif": "if", "else": "if", "fi": "if", "do": "for or while", "done": "do",
          "esac": "case", "}": "{"}  # fmt: skip
_CLOSES = {"if": "then", "then": "fi", "case": "esac", "do": "done", "{": "}"} | dict.fromkeys(_LOOPS, "do")


def block_faults(script: Script) -> Iterator[Fault]:
    """The first place where a compound command does not go on as it must."""
    bare = _bare(script)
    is_group = _GROUP.search(bare) or ("{" not in script.text and _LONE_END.search(bare))
    has_groups = is_group and _JSON.search(script.text) is None
    if (unnamed := _NO_NAME.search(bare)) is not None:
        yield Fault("WP101", "the function has no name", script.line(unnamed.end() - 1), None, "Name it.")
        return
    for empty in _EMPTY.finditer(bare):
        if empty["word"] != "{" or has_groups:
            message = f"nothing stands between {empty['word']} and its end, which a shell refuses"
            yield Fault("WP101", message, script.line(empty.start("word")), None, "Write a command, or :.")
            return
    for case in _CASE.finditer(bare):
        if (offset := _broken_clause(case["clauses"])) is not None:
            line = script.line(case.start("clauses") + offset)
            yield Fault("WP101", "a clause of case is not written as it must be", line, None,
                        "Write pattern) commands ;; for each.")  # fmt: skip
            return
    found = [(match["word"], match.start("word")) for match in _reserved(bare)]
    words = {word for word, _ in found}
    open_: list[tuple[str, int]] = []  # the reserved words that wait for another one
    for word, offset in found:
        if word in "{}" and not has_groups:
            continue
        head = _HEADS.get(word)
        if head is not None and not head.match(bare, offset):
            yield _fault(script, word, "in", offset, f"Write {word} … in.")
            return
        if word in ("if", "case", "{", *_LOOPS):
            open_.append((word, offset))
        elif word == "[[":
            continue
        elif _goes_on(open_, word):
            after = {"then": "then", "elif": "if", "else": "then", "do": "do"}.get(word)
            open_.pop()
            if after:
                open_.append((after, offset))
        elif words == {word} and _may_be_output(bare, offset, word):
            return
        else:
            yield _fault(script, word, _OPENS[word], offset, f"Write {_OPENS[word]} where it begins.")
            return
    if open_:
        word, offset = open_[-1]
        yield _fault(script, word, _CLOSES[word], offset, f"Write {_CLOSES[word]} where it belongs.")
    tests = [offset for word, offset in found if word == "[["]
    if len(tests) > len(_TEST_ENDS.findall(bare)):
        yield _fault(script, "[[", "]]", tests[-1], "End it with a space and ]].")


def _broken_clause(clauses: str) -> int | None:
    """Where a clause of a case has no pattern, or a parenthesis too many; None where all are well."""
    start = 0
    for clause in re.split(r";;&?|;&", clauses):
        if clause.strip():
            closed = clause.count(")") - clause.count("(") + clause.lstrip().startswith("(")
            if not _CLAUSE.match(clause) or closed != 1:
                return start + len(clause) - len(clause.lstrip())
        start += len(clause) + 2
    return None


def _may_be_output(bare: str, offset: int, word: str) -> bool:
    """Whether the one reserved word of a text, alone on its line, is the last word of some program."""
    start = bare.rfind("\n", 0, offset) + 1
    before = bare[:start].rstrip("\n").rpartition("\n")[2]
    return bare[start:].partition("\n")[0].strip() == word and not before[:1].isspace()


def _reserved(bare: str) -> Iterator[re.Match[str]]:
    """The reserved words in the place of a command, each as a match; one may follow another."""
    position = 0
    while match := _RESERVED.search(bare, position):
        yield match
        position = match.start("word") if match["word"].isalpha() else match.end("word")
        position = max(position, match.start() + 1)


def _goes_on(open_: list[tuple[str, int]], word: str) -> bool:
    last = open_[-1][0] if open_ else ""
    return (
        (word == "then" and last == "if")
        or (word in ("elif", "else", "fi") and last == "then")
        or (word == "do" and last in _LOOPS)
        or (word == "done" and last == "do")
        or (word == "esac" and last == "case")
        or (word == "}" and last == "{")
    )


def _fault(script: Script, word: str, other: str, offset: int, fix: str) -> Fault:
    return Fault("WP101", f"{word} has no {other}", script.line(offset), None, fix)


def _bare(script: Script) -> str:
    """The text with comments and everything quoted blanked out."""
    chars = list(script.text)
    for command in script.commands:
        for word in command.words:
            if not word.is_bare or any(piece.expands for piece in word.pieces):
                for index in range(word.offset, min(word.end, len(chars))):
                    if chars[index] != "\n":
                        chars[index] = "x"
        for document in command.documents:
            start = script.text.find(document)
            for index in range(start, start + len(document)) if document and start >= 0 else ():
                if chars[index] != "\n":
                    chars[index] = "x"
    return re.sub(r"(?:^|(?<=\s))#.*", lambda match: " " * len(match[0]), "".join(chars), flags=re.MULTILINE)
