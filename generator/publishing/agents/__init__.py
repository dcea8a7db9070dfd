"""Samples for language models and the editors they work in, each with what is known of its proof.

`llms` makes Markdown files with an ``llms.txt``. `catalogue` finds a sample and its proof by request and
language; `server` offers that over the Model Context Protocol. Start at `catalogue`.
"""
