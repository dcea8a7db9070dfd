"""The parameters that a page lists, against the requests that it shows."""
