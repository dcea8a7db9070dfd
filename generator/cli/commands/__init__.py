"""One module a command, with its name; ``generator/cli/__init__.py`` loads it when it is asked for.

A module reads its arguments and calls the package that does the work; it imports that package only inside
functions, so that ``--help`` stays quick. Open the module of the command that you want to change.
"""
