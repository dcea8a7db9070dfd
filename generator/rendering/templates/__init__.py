"""Snippet templates: checked by an allow-list, compiled, rendered. Open `template` first."""
