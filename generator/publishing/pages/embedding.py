"""Samples as Markdown in a page that somebody else writes."""

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.errors import GeneratorError, RefusedError
from generator.model import Flow, Request, Sample
from generator.publishing.pages.page_template import PageTemplates
from generator.publishing.pages.stamps import Stamps
from generator.publishing.pages.views import example_view
from generator.reading import read
from generator.rendering import Language, Renderer, load_languages
from generator.rendering.languages.language import choose_languages


class Embedding:
    """One description, ready to give the samples that a page asks for; each is rendered once.

    Raises:
        GeneratorError: the description, a language or the ledger is bad, or there is no such language.
    """

    def __init__(
        self,
        spec: str | Path,
        languages: Sequence[str] = (),
        templates: Sequence[Path] = (),
        page_templates: Path | None = None,
        server: str = "",
        *,
        fetch: bool = False,
        overlays: Sequence[str] = (),
        flows: Sequence[str] = (),
    ) -> None:
        self.sources = (*_sources(spec, templates, page_templates), *map(Path, overlays), *map(Path, flows))
        self._known = load_languages(templates)
        self._languages = list(choose_languages(self._known, languages).values())
        description = read(spec, server, fetch=fetch, overlays=overlays, flows=flows)
        self._asked: dict[str, Request | Flow] = {each.id: each for each in description.requests}
        self._asked |= {flow.id: flow for flow in description.flows}
        self._stamps = Stamps(spec)
        self._templates = PageTemplates(page_templates)
        self._renderers: dict[str, Renderer] = {}

    def markdown(self, words: Sequence[str]) -> str:
        """The tabs that a marker asks for: the id of an example or flow with languages, or of a sample.

        Raises:
            GeneratorError: there is no such example or language; the nearest is in the message.
        """
        if not words:
            raise GeneratorError("the marker names no example; write ::: wireproof <operation>/<example>")
        name, *languages = words
        if name in self._asked:
            chosen = list(choose_languages(self._known, languages).values()) if languages else self._languages
            return self._rendered(self._asked[name], chosen, "samples.md.jinja")
        language, _, rest = name.partition("/")
        if language in self._known and rest in self._asked and not languages:
            return self._rendered(self._asked[rest], [self._known[language]], "sample.md.jinja")
        raise GeneratorError(f"no example {name!r}; {self._nearest(name)}")

    def _rendered(self, asked: Request | Flow, languages: Sequence[Language], template: str) -> str:
        samples = list(self._samples(asked, languages))
        request = asked.steps[0].request if isinstance(asked, Flow) else asked
        chosen = {language.name: language for language in languages}
        view = example_view(request, samples, chosen, self._stamps)
        return self._templates.render(template, example=view)

    def _samples(self, asked: Request | Flow, languages: Sequence[Language]) -> Iterator[Sample]:
        for language in languages:
            if language.name not in self._renderers:
                self._renderers[language.name] = Renderer(language)
            try:
                renderer = self._renderers[language.name]
                yield renderer.flow(asked) if isinstance(asked, Flow) else renderer.render(asked)
            except RefusedError:  # the tabs of the others are shown; a sample asked for by itself is an error
                if len(languages) == 1:
                    raise

    def _nearest(self, name: str) -> str:
        samples = [f"{language}/{request}" for language in self._known for request in self._asked]
        near = difflib.get_close_matches(name, [*self._asked, *samples], n=3)
        return f"did you mean {' or '.join(near)}?" if near else "wireproof generate lists them all"


def _sources(spec: str | Path, templates: Sequence[Path], page_templates: Path | None) -> tuple[Path, ...]:
    """What the Markdown comes from: files and folders, as far as they are there."""
    from generator.proving.ledger import ledger_path
    from generator.rendering.languages.language import builtin_folder

    folders = [builtin_folder(), *templates, *([page_templates] if page_templates else [])]
    return tuple(path for path in (Path(spec), ledger_path(spec), *folders) if path.exists())
