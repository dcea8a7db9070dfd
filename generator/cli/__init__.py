"""The command line: the only package that prints, reads arguments or exits.

Exit codes: 0 all is well; 1 a check found something; 2 could not run (bad usage, bad input, missing
toolchain), with the message on standard error. They are decided here and nowhere else.

To change a command, open ``commands/<name>.py``; options that several commands share are in ``options.py``.
"""

import gc
import importlib
import os
import sys
from typing import Any, NoReturn

gc.set_threshold(100_000, 20, 20)  # most of what a command makes stays, its modules to begin with

import click  # noqa: E402

from generator.errors import FaultsError, GeneratorError, NothingToCallError  # noqa: E402
from generator.text import closest_name  # noqa: E402

COMMANDS = {
    "generate": "Write the samples of a description.",
    "verify": "Run the samples and prove them.",
    "sync": "Keep the samples in your guides and source files up to date.",
    "pages": "Write Markdown pages with samples, parameters and responses.",
    "audit": "Find broken samples in pages that anybody wrote.",
    "export": "Write the samples into an OpenAPI description, an overlay or a HAR.",
    "mock": "Start a mock server of the description.",
    "mcp": "Give samples and their proofs to editors and agents (Model Context Protocol).",
    "lint": "List what is wrong or missing in a description.",
    "languages": "List the languages, and install what runs them.",
    "init": "Write a first wireproof.yaml.",
}


class LazyGroup(click.Group):
    """Loads a command's module when that command is asked for, so that ``--help`` stays instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order in which a user needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, from ``generator/cli/commands/<name>.py``."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"generator.cli.commands.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command, or a usage error with the nearest name."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            meant = closest_name(args[0], COMMANDS)
            hint = f" Did you mean '{meant}'?" if meant else ""
            ctx.fail(f"No such command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Run as the program that this process is for: a command may end it with `obj` when all is done."""
        return self.main(*args, **{"obj": _end, **kwargs})

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Run, and turn a bad input into its one line and exit code 2, an interrupt into 130."""
        try:
            code = super().main(*args, **{**kwargs, "standalone_mode": False})
            sys.exit(code if isinstance(code, int) else 0)
        except click.ClickException as error:
            error.show()
            sys.exit(2)
        except NothingToCallError as error:
            click.echo(str(error), err=True)
            sys.exit(0)
        except GeneratorError as error:
            click.echo(_as_lines(error), err=True)
            _annotate(error)
            sys.exit(2)
        except (KeyboardInterrupt, click.Abort):
            click.echo("interrupted", err=True)
            sys.exit(130)
        except BrokenPipeError:  # the reader of our output has left, as `head` does
            sys.stderr.close()
            sys.exit(1)
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            click.echo(f"{place}{error.strerror or error}", err=True)
            sys.exit(2)


def _end() -> NoReturn:
    """End the process at once, and well, leaving to the system what is in memory (as mypy does)."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _as_lines(error: GeneratorError) -> str:
    return "\n".join(f"error: {line}" if error.path is None else line for line in str(error).splitlines())


def _annotate(error: GeneratorError) -> None:
    from generator.cli.reports.annotations import annotate

    for each in error.errors if isinstance(error, FaultsError) else (error,):
        if each.path is not None:
            annotate(each.message, each.path, each.line)


def _show_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"wireproof {version('wireproof')}")
        ctx.exit()


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version,
              help="Show the version and exit.")  # fmt: skip
def main() -> None:
    """Write code samples for an HTTP API, and prove them by running them.

    SPEC is an OpenAPI description; leave it out where wireproof.yaml names one.

    \b
    Example:
      wireproof generate spec/token_endpoint.yaml -o samples
      wireproof verify spec/token_endpoint.yaml
    """
