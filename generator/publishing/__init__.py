"""Samples and proofs on pages: Markdown, guides, the description itself."""
