"""Prompts in code that is there to be copied (WP106); a block that says it is a session may have them."""

from collections.abc import Iterator

from generator.auditing.recognising import known
from generator.auditing.rules.programs.sessions import prompts
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault


def prompt_faults(sample: Sample) -> Iterator[Fault]:
    """The first prompt of a shell, or of Python, in a block that promises code."""
    text, named = sample.block.text, known(sample.block.hint)
    if sample.language == "console" and named == "bash" and (lines := prompts(text)):
        message = "the shell prompt is part of what a reader copies"
        yield Fault("WP106", message, lines[0], 0, "Remove the prompt, or name the block console.")
    if sample.language == "pycon" and named == "python":
        rows = enumerate(text.split("\n"))
        line = next((number for number, row in rows if row.lstrip().startswith(">>>")), 0)
        message = "the prompt >>> is part of what a reader copies"
        yield Fault("WP106", message, line, 0, "Remove the prompts, or name the block pycon.")
