"""Broken samples that real compilers refuse: how many does the audit find, and how often is it wrong?

Takes the correct samples of ``tests/cases/audit/good`` (or the pages that are named), breaks each in many
small ways, has the language's own tool say what is broken (``bash -n``, CPython, V8, ``php -l``, ``ruby``,
``javac``'s parser, ``go build``, Roslyn), and holds the findings of error severity against that.

A compiler is no judge of what is sent: a sample that a mutation robs of its Content-Type compiles, and
cannot work. So of a mutant that compiles, only a finding that says it does not is a false alarm; of a
sample as it was written, any finding is.

    python benchmarks/audit_recall.py [-l php] [-n 20] [--seed 7] [--show] [PAGE...]
"""

import argparse
import ast
import random
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.auditing.auditor import audit_sources

ROOT = Path(__file__).parent.parent
GOOD = ROOT / "tests" / "cases" / "audit" / "good"
SYNTAX = {"WP101", "WP107", "WP108"}  # what a parser judges
COMPILED = {*SYNTAX, "WP102", "WP103", "WP104", "WP105", "WP111"}  # what a compiler judges as well
PAGES = {
    "bash": "curl", "python": "python", "javascript": "javascript", "php": "others", "ruby": "others",
    "java": "others", "go": "go", "csharp": "csharp",
}  # fmt: skip
SUFFIXES = {
    "bash": "sh", "python": "py", "javascript": "js", "php": "php", "ruby": "rb", "java": "java", "go": "go",
    "csharp": "cs",
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
V8 = """
const vm = require('vm');
const fs = require('fs');
for (const name of process.argv.slice(1)) {
  const text = fs.readFileSync(name, 'utf8');
  let good = true;
  try { new vm.SourceTextModule(text); } catch { try { new vm.Script(text); } catch { good = false; } }
  console.log(good ? 'good' : 'bad');
}
"""
PARSER = """
import com.sun.source.util.JavacTask;
import java.net.URI;
import java.nio.file.*;
import javax.tools.*;

public class Parser {
    static boolean parses(String text) throws Exception {
        var file = new SimpleJavaFileObject(URI.create("string:///X.java"), JavaFileObject.Kind.SOURCE) {
            public CharSequence getCharContent(boolean ignored) { return text; }
        };
        var found = new DiagnosticCollector<JavaFileObject>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        var task = compiler.getTask(null, null, found, null, null, java.util.List.of(file));
        ((JavacTask) task).parse();
        return found.getDiagnostics().stream().noneMatch(each -> each.getKind() == Diagnostic.Kind.ERROR);
    }

    public static void main(String[] names) throws Exception {
        for (var name : names) {
            var text = Files.readString(Path.of(name));
            var imports = new StringBuilder();
            var rest = new StringBuilder();
            for (var line : text.split("\\n", -1)) {
                var isImport = line.matches("\\\\s*(import|package)\\\\b.*;\\\\s*(//.*)?");
                (isImport ? imports : rest).append(line).append("\\n");
            }
            var member = imports + "class X {\\n" + rest + "\\n}";
            var statement = imports + "class X { void x() throws Exception {\\n" + rest + "\\n} }";
            System.out.println(parses(text) || parses(member) || parses(statement) ? "good" : "bad");
        }
    }
}
"""


def main() -> None:
    """Measure, and print a line for each language."""
    options = _options()
    for language in options.language or PAGES:
        pages = options.pages or [GOOD / f"{PAGES[language]}.md"]
        sources = [text for page in pages for text in _samples(page, language)]
        sources = [text for text, good in zip(sources, _verdicts(language, sources), strict=True) if good]
        chance = random.Random(options.seed)
        broken = [mutant for text in sources for mutant in _mutants(language, text, options.number, chance)]
        _report(language, sources, broken, show=options.show)


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


def _report(language: str, written: Sequence[str], mutants: Sequence[str], *, show: bool) -> None:
    texts = [*written, *mutants]
    verdicts = _verdicts(language, texts)
    found = _found(language, texts)
    # A typographic quote is part of a name, to a parser; that nothing has that name is found when it runs.
    verdicts = [good and "“" not in text for good, text in zip(verdicts, texts, strict=True)]
    broken = [index for index, good in enumerate(verdicts) if not good]
    good = [index for index, is_good in enumerate(verdicts) if is_good]
    missed = [index for index in broken if not found[index]]
    judged = COMPILED if language in ("go", "csharp") else {"WP101"} if language == "bash" else SYNTAX
    wrong = [
        index for index in good if any(index < len(written) or each[:5] in judged for each in found[index])
    ]
    print(
        f"{language}: {len(broken)} broken, {100 * (1 - len(missed) / max(1, len(broken))):.1f} % found; "
        f"{len(good)} good, {100 * len(wrong) / max(1, len(good)):.1f} % alarmed"
    )
    if show:
        for title, indexes in (("missed", missed), ("alarmed", wrong)):
            for index in indexes:
                print(f"---- {title} {found[index]}\n{texts[index]}")


def _found(language: str, texts: Sequence[str]) -> list[list[str]]:
    sources = [(f"{index}.{SUFFIXES[language]}", text.encode()) for index, text in enumerate(texts)]
    found: list[list[str]] = [[] for _ in texts]
    for finding in audit_sources(sources).findings:
        if finding.severity == "error":
            found[int(str(finding.path).partition(".")[0])].append(
                f"{finding.rule}:{finding.line} {finding.message}"
            )
    return found


def _verdicts(language: str, texts: Sequence[str]) -> list[bool]:
    """What the language's own tool says of each text: True where it has nothing against it."""
    if language in ("go", "csharp"):
        return _compiled(language, texts)
    if language == "python":
        return [_is_python(text) for text in texts]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [folder / f"s{index}.{SUFFIXES[language]}" for index in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            file.write_text(text, "utf-8")
        if language == "bash":
            return [not _said("bash", "-c", 'bash -n "$0" 2>&1', str(file)) for file in files]
        if language == "php":
            said = _said("php", "-d", "display_errors=1", "-l", *map(str, files))
            return [f"No syntax errors detected in {file}" in said for file in files]
        if language == "javascript":
            said = _said("node", "--no-warnings", "--experimental-vm-modules", "-e", V8, *map(str, files))
        elif language == "ruby":
            script = (
                "ARGV.each { |file| begin; RubyVM::InstructionSequence.compile(File.read(file)); puts :good;"
                " rescue SyntaxError; puts :bad; end }"
            )
            said = _said("ruby", "-W0", "-e", script, *map(str, files))
        else:
            (folder / "Parser.java").write_text(PARSER, "utf-8")
            said = _said("java", str(folder / "Parser.java"), *map(str, files))
        return [line == "good" for line in said.splitlines()]


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "sample.py", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError):
        return False
    return True


def _compiled(language: str, texts: Sequence[str]) -> list[bool]:
    from generator.proving.toolchains import Missing, build, find
    from generator.rendering import load_languages

    toolchain = find(load_languages()[language])
    if isinstance(toolchain, Missing):
        sys.exit(f"{toolchain.what} is missing: {toolchain.remedy}")
    builds = build(toolchain, {str(index): text.encode() for index, text in enumerate(texts)})
    return [builds[str(index)].program is not None for index in range(len(texts))]


def _said(*words: str) -> str:
    run = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)
    return run.stdout


if __name__ == "__main__":
    main()
