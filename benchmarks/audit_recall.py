"""How large the audit is, how many samples that real tools refuse it finds, and how often it is wrong.

Takes the correct samples of ``tests/cases/audit/good`` (or the pages that are named), breaks each in many
small ways, has the language's own tool say what is broken (``bash -n``, CPython, V8, ``php -l``, ``ruby``,
``javac``'s parser, ``go build``, Roslyn), and holds the findings of error severity against that.

A compiler is no judge of what is sent: a sample that a mutation robs of its Content-Type compiles, and
cannot work. So of a mutant that compiles, only a finding that says it does not is a false alarm; of a
sample as it was written, any finding is.

    python benchmarks/audit_recall.py [-l php] [-n 20] [--seed 7] [--show] [PAGE...]
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from audit_judges import SUFFIXES, verdicts

from generator.auditing.auditor import audit_sources
from generator.auditing.rules.catalogue import catalogue

ROOT = Path(__file__).parent.parent
GOOD = ROOT / "tests" / "cases" / "audit" / "good"
JUDGED = {"WP101", "WP107"}  # what says that the language's tool refuses a sample
PAGES = {
    "bash": "curl", "python": "python", "javascript": "javascript", "php": "others", "ruby": "others",
    "java": "others", "go": "go", "csharp": "csharp",
}  # fmt: skip
KEYWORDS = {
    "bash": "for in do done while if then fi case esac export",
    "python": "def return import from with as try except raise for in if else class async await lambda",
    "javascript": "const let async await function return new import from export if else throw try catch",
    "php": "function return foreach if else new class public echo throw array try catch",
    "ruby": "def end do if else class require return case when begin rescue",
    "java": "public static void new return class import try catch throws if else var final",
    "go": "func return if for range var import package defer else nil",
    "csharp": "using var new await async class public static return if else string foreach",
}
TOKEN = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|\w+|[^\w\s]")


def main() -> None:
    """Measure, and print a line for each language."""
    options = _options()
    lines = sum(
        path.read_text("utf-8").count("\n") for path in (ROOT / "generator" / "auditing").rglob("*.py")
    )
    print(f"generator/auditing: {lines:,} lines of Python, {len(catalogue())} rules")
    total = Counter[str]()
    for language in options.language or PAGES:
        pages = options.pages or [GOOD / f"{PAGES[language]}.md"]
        sources = [text for page in pages for text in _samples(page, language)]
        sources = [text for text, good in zip(sources, verdicts(language, sources), strict=True) if good]
        chance = random.Random(options.seed)
        broken = [mutant for text in sources for mutant in _mutants(language, text, options.number, chance)]
        total += _report(language, sources, broken, show=options.show)
    print(_line("all", total))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("-l", "--language", action="append", choices=list(PAGES))
    parser.add_argument("-n", "--number", type=int, default=20, help="mutants of each sample")
    parser.add_argument("--seed", type=int, default=7, help="which mutants are made")
    parser.add_argument("--show", action="store_true", help="print what was missed and what was wrong")
    parser.add_argument("pages", nargs="*", type=Path)
    return parser.parse_args()


def _samples(page: Path, language: str) -> Iterator[str]:
    fence = re.compile(rf"^```{language}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    for match in fence.finditer(page.read_text("utf-8")):
        text = match[1]
        if language == "php" and "<?" not in text:
            text = f"<?php\n{text}"
        if language == "bash" and "curl" not in text:
            continue  # the audit judges the shell where it sends a request
        if language != "go" or re.search(r"^package main\b", text, re.MULTILINE):
            yield text


def _mutants(language: str, text: str, number: int, chance: random.Random) -> Iterator[str]:
    seen = {text}
    for _ in range(number * 3):
        mutant = chance.choice(_WAYS)(language, text, chance)
        if language == "php" and not mutant.startswith("<?php"):
            continue  # to php, a file without its tag is a page of HTML, and so correct
        if mutant not in seen and len(seen) <= number:
            seen.add(mutant)
            yield mutant


def _without_token(_: str, text: str, chance: random.Random) -> str:
    match = chance.choice(list(TOKEN.finditer(text)))
    return text[: match.start()] + text[match.end() :]


def _without_mark(_: str, text: str, chance: random.Random) -> str:
    marks = list(re.finditer(r"[(){}\[\];,'\"=.]|->|=>|::", text))
    match = chance.choice(marks) if marks else None
    return text[: match.start()] + text[match.end() :] if match else text


def _doubled_mark(_: str, text: str, chance: random.Random) -> str:
    marks = list(re.finditer(r"[(){}\[\],'\"]", text))
    match = chance.choice(marks) if marks else None
    return text[: match.end()] + match[0] + text[match.end() :] if match else text


def _misspelt(language: str, text: str, chance: random.Random) -> str:
    words = [match for match in re.finditer(r"[a-z]+", text) if match[0] in KEYWORDS[language].split()]
    match = chance.choice(words) if words else None
    return text[: match.start()] + match[0][:-1] + text[match.end() :] if match else text


def _misspelt_name(_: str, text: str, chance: random.Random) -> str:
    match = chance.choice(list(re.finditer(r"[A-Za-z_]{4,}", text)))
    place = match.start() + 1
    return text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :]


def _cut_short(_: str, text: str, chance: random.Random) -> str:
    rows = text.rstrip().split("\n")
    return "\n".join(rows[: max(1, len(rows) - chance.randint(1, 2))]) + "\n"


def _without_line(_: str, text: str, chance: random.Random) -> str:
    rows = text.split("\n")
    del rows[chance.randrange(max(1, len(rows) - 1))]
    return "\n".join(rows)


def _typographic(_: str, text: str, chance: random.Random) -> str:
    match = chance.choice([*re.finditer(r"\"([^\"\n]*)\"|'([^'\n]*)'", text)] or [None])
    return text if match is None else f"{text[: match.start()]}“{match[0][1:-1]}”{text[match.end() :]}"


def _entity(_: str, text: str, chance: random.Random) -> str:
    match = chance.choice([*re.finditer(r"&&|[<>&]", text)] or [None])
    if match is None:
        return text
    name = match[0].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text[: match.start()] + name + text[match.end() :]


_WAYS = (
    _without_token, _without_mark, _without_mark, _doubled_mark, _misspelt, _misspelt_name, _cut_short,
    _without_line, _typographic, _entity,
)  # fmt: skip


def _report(language: str, written: Sequence[str], mutants: Sequence[str], *, show: bool) -> Counter[str]:
    texts = [*written, *mutants]
    said = verdicts(language, texts)
    found = _found(language, texts)
    # A typographic quote is part of a name, to a parser; that nothing has that name is found when it runs.
    said = [good and "“" not in text for good, text in zip(said, texts, strict=True)]
    broken = [index for index, good in enumerate(said) if not good]
    good = [index for index, is_good in enumerate(said) if is_good]
    missed = [index for index in broken if not found[index]]
    judged = {"WP101"} if language == "bash" else JUDGED
    wrong = [
        index for index in good if any(index < len(written) or each[:5] in judged for each in found[index])
    ]
    counts = Counter(broken=len(broken), missed=len(missed), good=len(good), alarmed=len(wrong))
    print(_line(language, counts))
    if show:
        for title, indexes in (("missed", missed), ("alarmed", wrong)):
            for index in indexes:
                print(f"---- {title} {found[index]}\n{texts[index]}")
    return counts


def _line(name: str, counts: Counter[str]) -> str:
    found = 100 * (1 - counts["missed"] / max(1, counts["broken"]))
    alarmed = 100 * counts["alarmed"] / max(1, counts["good"])
    broken = f"{counts['broken']} broken, {found:.1f} % found"
    return f"{name}: {broken}; {counts['good']} good, {alarmed:.1f} % alarmed"


def _found(language: str, texts: Sequence[str]) -> list[list[str]]:
    sources = [(f"{index}.{SUFFIXES[language]}", text.encode()) for index, text in enumerate(texts)]
    found: list[list[str]] = [[] for _ in texts]
    for finding in audit_sources(sources).findings:
        if finding.severity == "error":
            found[int(str(finding.path).partition(".")[0])].append(
                f"{finding.rule}:{finding.line} {finding.message}"
            )
    return found


if __name__ == "__main__":
    main()
