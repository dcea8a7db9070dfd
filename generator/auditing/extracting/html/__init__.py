"""HTML in, a `Page` out: start at `html`, which builds on `html_code` and `html_tabs`."""
