"""What a command works on: description, languages and settings, from arguments and configuration."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generator.cli.options import chosen_languages, description_path, flow_paths, reading_settings, tell
from generator.cli.rendered import notes
from generator.model import Description, Refusal, Sample
from generator.rendering import Language, Values, render
from generator.rendering.languages.language import ALL_LANGUAGES
from generator.rendering.render import render_flows


@dataclass(frozen=True)
class Project:
    """A description with the languages asked for and where the samples go."""

    description: Description
    languages: dict[str, Language]
    output: Path
    values: Values

    @classmethod
    def load(
        cls,
        spec: str | None,
        languages: Iterable[str] = (),
        templates: Iterable[Path] = (),
        *,
        everything: bool = False,
    ) -> "Project":
        """Read what the arguments name, or else the configuration.

        Raises:
            GeneratorError: no description is named, or one of the inputs is bad.
        """
        from generator.config import load_config
        from generator.reading import read

        config = load_config(Path.cwd())
        path = description_path(spec, config)
        asked = chosen_languages((ALL_LANGUAGES,) if everything else languages, templates, config)
        description = read(path, flows=flow_paths(config, path), **reading_settings(config, path))
        return cls(description, asked, config.output or Path("samples"), config.values or "env")

    def samples(self, values: Values = "env") -> tuple[Sample, ...]:
        """The samples of all requests; what has none is named, with the reason, on standard error."""
        samples, lines = self.rendered(values)
        tell(lines)
        return samples

    def rendered(self, values: Values = "env") -> tuple[tuple[Sample, ...], list[str]]:
        """The samples of all requests and flows, and a line for each that has none."""
        refusals: list[Refusal] = []
        languages = self.languages.values()
        samples = render(self.description.requests, languages, values, refusals)
        flows = render_flows(self.description.flows, languages, values, refusals)
        return (*samples, *flows), self.notes(refusals)

    def notes(self, refusals: Iterable[Refusal]) -> list[str]:
        """A line for each operation without a request, and for each of the `refusals` to render one."""
        description = self.description
        reasons = (
            f"{each.method} {each.path}: {reason}"
            for each in description.operations
            for reason in each.reasons
        )
        return list(notes(reasons, refusals, self.languages, description))
