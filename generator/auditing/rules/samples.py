"""A block in, a `Sample` out: its language, its faults, and the requests that it makes."""

from dataclasses import dataclass, field

from generator.auditing.pages import Block
from generator.auditing.understanding.call import Call, Fault

JUDGED = {
    "bash",
    "console",
    "python",
    "pycon",
    "go",
    "csharp",
    "javascript",
    "typescript",
    "php",
    "ruby",
    "java",
}


@dataclass(slots=True)
class Sample:
    """A block that was read. `text` is the code without prompts; `earlier` are the names defined above it."""

    block: Block
    language: str
    text: str
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    earlier: frozenset[str] = frozenset()

    @property
    def is_code(self) -> bool:
        """Whether the language is one that is judged."""
        return self.language in JUDGED


def read_sample(block: Block, language: str, earlier: frozenset[str]) -> Sample:
    """The sample in a block; `earlier` are the names that blocks of its language above define."""
    sample = Sample(block, language, block.text, earlier=earlier)
    if language in ("bash", "console"):
        _shell(sample)
    elif language in ("python", "pycon"):
        _python(sample, earlier)
    elif language == "go":
        _go(sample)
    elif language == "csharp":
        _csharp(sample)
    elif language in ("javascript", "typescript"):
        _javascript(sample, earlier)
    elif language in ("php", "ruby", "java"):
        from generator.auditing.rules.others import other_faults

        sample.faults = list(other_faults(language, block.text))
    return sample


def _shell(sample: Sample) -> None:
    from generator.auditing.rules.sessions import prompts, without_prompts
    from generator.auditing.rules.shell import is_foreign, shell_faults
    from generator.auditing.understanding.curl import call_of

    if sample.language == "console" or prompts(sample.text):
        sample.language = "console"
        sample.text = without_prompts(sample.text)
    if is_foreign(sample.text):
        sample.language = "other"
        return
    script, curls, sample.faults = shell_faults(sample.text)
    sample.calls = [call_of(curl, script) for curl in curls if curl.urls or curl.option("url")]


def _python(sample: Sample, earlier: frozenset[str]) -> None:
    from generator.auditing.rules.python import python_faults
    from generator.auditing.rules.python_syntax import parsed_leniently
    from generator.auditing.rules.sessions import repl_faults, without_repl
    from generator.auditing.understanding.python import python_calls

    if sample.language == "pycon":
        sample.faults = list(repl_faults(sample.text))
        sample.text = without_repl(sample.text)
    sample.faults += python_faults(sample.text, earlier)
    tree = parsed_leniently(sample.text)
    if tree is not None:
        sample.calls = python_calls(tree)


def _go(sample: Sample) -> None:
    from generator.auditing.rules.go import go_faults
    from generator.auditing.understanding.go import go_calls
    from generator.auditing.understanding.trees import parse

    sample.faults = list(go_faults(sample.text))
    sample.calls = go_calls(parse("go", sample.text))


def _csharp(sample: Sample) -> None:
    from generator.auditing.rules.csharp import csharp_faults
    from generator.auditing.understanding.csharp import csharp_calls
    from generator.auditing.understanding.trees import parse

    sample.faults = list(csharp_faults(sample.text))
    sample.calls = csharp_calls(parse("csharp", sample.text))


def _javascript(sample: Sample, earlier: frozenset[str]) -> None:
    from generator.auditing.rules.javascript import javascript_faults
    from generator.auditing.understanding.javascript import javascript_calls
    from generator.auditing.understanding.trees import parse

    is_typescript = sample.language == "typescript"
    sample.faults = list(javascript_faults(sample.text, is_typescript, earlier))
    sample.calls = javascript_calls(parse("typescript" if is_typescript else "javascript", sample.text))
