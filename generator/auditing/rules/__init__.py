"""The rules: a `Sample` or a `Trial` in, its faults out; each rule is a module whose docstring is its page.

A module ``wp203_….py`` in a room here is the rule WP203: the first line of its docstring has the severity
and the title, the rest is what the site shows. ``check`` takes a sample (in `runs`, a trial) and yields
faults with lines of the sample. To add a rule, add such a module and its cases in ``tests/cases/audit``;
`catalogue` finds it.

`text` is about what a reader copies, `request` about HTTP, `security` about credentials and certificates,
`described` about the description, `page` about samples that disagree, `runs` about what ``--run`` saw.
"""
