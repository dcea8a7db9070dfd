"""Files and URLs in, their text and tree out, with line numbers: YAML, JSON and encodings.

Open `files` first.
"""
