"""The code of samples in, what refuses it out: compilers, interpreters and parsers are the judges.

`tables` are the ``[audit]`` tables of ``templates/<language>/language.toml``; `fragments` makes a piece of
a program whole, line for line; `syntax` is the grammar's opinion where there is no toolchain; `python`
judges Python in process; `judge` gives all samples of a language to its tool in one batch and keeps the
verdicts.

An ``[audit]`` table has
    `language`, as `pages.language` names it, and the `tool` that messages name where that is not the title;
    `command`, the judge of a batch. Its words are those of a toolchain (`generator.proving.toolchains`),
    ``{names}`` the files, ``{judges}`` the folder of the programs here, ``{built}`` what `build` made
    (``{output}``). Where there is none, the samples are built as `verify` builds them;
    `complaint`, a pattern of a line that says something, with the groups ``file``, ``line``, ``message``;
    `elisions`, pairs of a pattern and its replacement, for what documentation leaves out;
    `wraps`, the ways to make a piece whole, each for texts with the pattern `when`: ``{hoisted}`` is what
    fits the pattern `hoisted`, which stands above all else in its language, or `usings` where there is none;
    `other`, a pattern of texts that are no program of the language; `foreign`, of nodes or messages that
    speak of what is not here; `newer`, of texts that this machine's tool may be too old for;
    `ignore`, patterns of messages that mean nothing; `context`, of those that only more of the program, or
    a library that is not here, would tell: they count in a program that is `whole`.
All patterns are of Python's `re`, in which ^ and $ fit at each line.
"""
