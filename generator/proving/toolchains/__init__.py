"""Compilers, interpreters and linters: found, asked for their version, and run once for a whole batch.

What a language needs is data, the ``[toolchain]`` and ``[[clean]]`` tables of its language.toml:

``[toolchain]``
    `name` (as in "Go 1.27.3"); `command`, and where it is `bundled` below site-packages; `version`
    (arguments that print it), `pattern` (whose group is the version), `minimum`; `file` (the sample's
    name); `run` (the command in the sandbox, where ``{command}`` is the interpreter) or `builder` (the
    compiler's module here), `exclusive` if two compilers at once would do the same work twice;
    `environment` of the program; `project` (files for the compiler) and `compiler_environment`;
    `install` (packages by installer) and `remedy` (how a reader gets all that).
``[[clean]]``
    `name`; `command`, where ``{files}`` are the samples and ``{folders}`` the folders that each is in;
    `complaint` (pattern of a line that starts one, with the group `file`), which with `block` goes on
    to the next; `again` (a fault in one file hides others: ask again without it); `optional`.
"""

from generator.proving.toolchains.builds import build
from generator.proving.toolchains.complaints import clean
from generator.proving.toolchains.search import find
from generator.proving.toolchains.toolchain import Build, Missing, Toolchain

__all__ = ["Build", "Missing", "Toolchain", "build", "clean", "find"]
