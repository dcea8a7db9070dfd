"""HTML in, a `Page` out; start at `page`."""
