"""Compilers, interpreters and linters: found, asked for their version, and run once for a whole batch.

What a language needs is data, the ``[toolchain]``
    `name` (as in "Go 1.27.3"); `command`, and where it is `bundled` below site-packages; `version`
    (arguments that print it), `pattern` (whose group is the version), `minimum`; `file` (the sample's
    name while it is compiled and checked); `run` (the command in the sandbox, where ``{file}`` is the sample
    under its published name: see `process.Program`), `settings` (patterns of folders below
    /etc that it reads there); `environment` of the program; `project` (files for the
    tools, by name), `sources` (the folder in which they want the samples' folders) and
    `compiler_environment`; `exclusive` if two of the tools at once would do the same work twice;
    `packages` (of `npm` and `pip`, with versions, that samples import: see `packages`);
    `install` (packages by installer) and `remedy` (how a reader gets all that); `prepare` (a command, run
    once for a toolchain, that leaves a folder ``prepared`` where it is run: ``{prepared}`` in `run` and
    `environment`).
``[toolchain.build]``
    of a compiler: `command`, run once for a batch; `made`, where it leaves the program of the sample
    ``{key}``, and `program`, the name under which it is kept; what it says: see below, and
    `nothing`, a pattern of what is said where none of the sources is a program.
``[[clean]]``
    of a formatter or linter: `name`; `command`; `again` (a fault in one file hides others: ask again
    without it); `optional`.

What a tool says has a `complaint`, a pattern of the line that starts one, whose group `file` is a path of
the sample; with `block` it goes on to the next; with `heading`, a pattern too, what stands below the line
is about the sample that it names. The words in braces of a command are those of `project.words`.
"""

from generator.proving.toolchains.builds import build
from generator.proving.toolchains.linters import clean
from generator.proving.toolchains.search import find
from generator.proving.toolchains.toolchain import Build, Missing, Toolchain, Unfinished

__all__ = ["Build", "Missing", "Toolchain", "Unfinished", "build", "clean", "find"]
