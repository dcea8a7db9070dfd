"""A description as parsed: its files, its `$ref`s, its parts with their places, its names.

Open `document` first, then `nodes` (a part with its place) and `faults` (what is wrong with a part).
"""
