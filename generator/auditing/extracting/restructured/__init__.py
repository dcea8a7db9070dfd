"""reStructuredText in, a `Page` out; start at `page`."""
