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
    """A row for each language: its client, its name, and which samples of the token endpoint are proven."""
    from generator.publishing.pages.stamps import Stamps
    from generator.reading import read
    from generator.rendering import load_languages, render

    requests, languages, stamps = tuple(read(_SPEC).requests), load_languages(), Stamps(_SPEC)
    refusals: list[Refusal] = []
    samples = render(requests, languages.values(), refusals=refusals)
    stamped = {sample.id: stamps.of(sample) for sample in samples}
    refused = {refusal.id for refusal in refusals}
    yield "| Language | `-l` | Client | Proven with |"
    yield "|---|---|---|---|"
    first = {language.group: language.order for language in reversed(languages.values()) if language.group}
    by_group = sorted(languages.items(), key=lambda item: first.get(item[1].group, item[1].order))
    for name, language in by_group:
        proofs = [proof for request in requests if (proof := stamped.get(f"{name}/{request.id}"))]
        without = [f"`{request.example}`" for request in requests if f"{name}/{request.id}" in refused]
        which = "these requests" if len(without) == len(requests) else ", ".join(without)
        notes = [*dict.fromkeys(proof.toolchain for proof in proofs)]
        notes += [f"no sample for {which}"] if without else []
        notes += ["not proven"] if len(proofs) + len(without) < len(requests) else []
        yield f"| {language.group or language.title} | `{name}` | {language.client} | {'; '.join(notes)} |"


def _promises() -> Iterator[str]:
    """A row for each language: redirects, time-out, and what else differs from the other clients."""
    from generator.rendering import load_languages

    yield "| Client | Follows redirects | Has a time-out | Notes |"
    yield "|---|---|---|---|"
    for language in load_languages().values():
        promises = language.promises
        notes = dict.fromkeys(f"{unfit.comment}." for unfit in promises.unfit if unfit.comment)
        if promises.hides:
            statuses = ", ".join(map(str, promises.hides))
            notes[f"Reports status {statuses} by its exit code alone."] = None
        if promises.names_url:
            notes["An error message may show the address."] = None
        redirect = "yes" if promises.redirects == "follow" else "no"
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
