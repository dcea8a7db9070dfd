"""MkDocs hooks of this site: reference made from the code, and a name for the theme's search dialog."""

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from generator.model import Refusal

_SPEC = Path(__file__).parent.parent / "spec/token_endpoint.yaml"


def on_files(files: "Files", config: "MkDocsConfig", **_: Any) -> "Files":  # noqa: ANN401
    """The files with a page for each rule of the audit, made from the docstring of its module."""
    from generator.auditing.rules.catalogue import catalogue

    for rule in catalogue().values():
        text = f"# {rule.id}: {rule.title}\n\nSeverity: **{rule.severity}**\n\n{rule.text}\n"
        files.append(File.generated(config, f"rules/{rule.id}.md", content=text))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:  # noqa: ANN401
    """The page with what the code says in place of ``::: docstring MODULE``, ``::: help`` and the like."""
    page = re.sub(r"^::: docstring (\S+)$", lambda match: _docstring(match[1]), markdown, flags=re.MULTILINE)
    for word, lines in _TABLES.items():
        page = re.sub(rf"^::: {word}$", lambda _, lines=lines: "\n".join(lines()), page, flags=re.MULTILINE)
    return page


def _docstring(name: str) -> str:
    """What a module says of itself, without the first line, which is a title."""
    module = importlib.import_module(name)
    text = inspect.cleandoc(module.__doc__ or "").partition("\n")[2].strip()
    return re.sub(r"``(.+?)``", r"`\1`", text)


def _help() -> Iterator[str]:
    """What ``--help`` prints for each command, under a heading."""
    from generator.cli import COMMANDS, main

    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        context = click.Context(
            command, info_name=f"wireproof {name}", max_content_width=80, terminal_width=80
        )
        yield f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"


def _rules() -> Iterator[str]:
    """The rules of the audit, a row for each."""
    from generator.auditing.rules.catalogue import catalogue

    yield "| Rule | Severity | Title |"
    yield "|---|---|---|"
    for rule in catalogue().values():
        yield f"| [{rule.id}]({rule.id}.md) | {rule.severity} | {rule.title} |"


def _languages() -> Iterator[str]:
    """The matrix: a row for each language, a column for each example of the token endpoint."""
    from generator.publishing.pages.stamps import Stamps
    from generator.reading import read
    from generator.rendering import load_languages, render

    requests, languages, stamps = tuple(read(_SPEC).requests), load_languages(), Stamps(_SPEC)
    refusals: list[Refusal] = []
    samples = render(requests, languages.values(), refusals=refusals)
    stamped = {sample.id: stamps.of(sample) for sample in samples}
    refused = {refusal.id for refusal in refusals}
    grants = [request.example for request in requests]
    columns = " | ".join(f"<code>{grant.replace('_', '_<wbr>')}</code>" for grant in grants)
    yield f"| Language | Client | Name in ids | {columns} | Proven with |"
    yield "|---" * (len(grants) + 4) + "|"
    for name, language in languages.items():
        ids = [f"{name}/{request.id}" for request in requests]
        proofs = [stamped.get(one) for one in ids]
        marks = " | ".join(
            "proven" if proof else "no sample" if one in refused else "not proven"
            for one, proof in zip(ids, proofs, strict=True)
        )
        ran = ", ".join(
            dict.fromkeys(
                f'{proof.toolchain}, <span style="white-space: nowrap">{proof.date}</span>'
                for proof in proofs
                if proof
            )
        )
        yield f"| {language.title} | {language.client} | `{name}` | {marks} | {ran} |"


def _promises() -> Iterator[str]:
    """What the samples of each language do beyond the contract of all, or below it."""
    from generator.rendering import load_languages

    yield "| Language | A documented redirect | Ends by itself without an answer | Beside that |"
    yield "|---|---|---|---|"
    for language in load_languages().values():
        promises = language.promises
        notes = dict.fromkeys(f"{unfit.comment}." for unfit in promises.unfit if unfit.comment)
        if promises.hides:
            statuses = ", ".join(map(str, promises.hides))
            notes[f"With status {statuses} only the exit code says so."] = None
        if promises.names_url:
            notes["An error message may show the address."] = None
        redirect = "followed" if promises.redirects == "follow" else "shown"
        limit = "yes" if promises.time_limit else "no"
        yield f"| {language.title} | {redirect} | {limit} | {' '.join(notes)} |"


def _refusals() -> Iterator[str]:
    """What each client cannot send, in the words of the refusal."""
    from generator.rendering import load_languages

    for language in load_languages().values():
        if language.refusals:
            yield f"**{language.title}**\n"
            yield from (f"-   {refusal.reason}" for refusal in language.refusals)
            yield ""


_TABLES = {
    "help": _help,
    "languages": _languages,
    "promises": _promises,
    "refusals": _refusals,
    "rules": _rules,
}


def on_post_page(output: str, **_: Any) -> str:  # noqa: ANN401
    """The page with a name on the search dialog, which the theme leaves without one."""
    dialog = 'data-md-component="search" role="dialog"'
    return output.replace(dialog, f'{dialog} aria-label="Search"')
