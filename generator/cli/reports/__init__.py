"""Reports of `verify`: `text` (terminal, JSON, JUnit), `html`, `annotations` for GitHub, and `progress`.

Proofs in, one text out; `progress` shows them while they come. Open `text` first.
"""
