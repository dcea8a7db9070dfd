"""Reports of `verify`: `text` (terminal, JSON, JUnit), `html`, and `annotations` for GitHub.

Proofs in, one text out. Open `text` first.
"""
