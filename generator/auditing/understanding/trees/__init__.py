"""Syntax trees of tree-sitter, the literals in them, and what stands behind a name."""
