"""Markdown pages of a description with its samples.

A `Description` and samples in, texts by file name out. Open `pages` first; `views` is what a page template
sees, `page_templates/` holds the templates.
"""
