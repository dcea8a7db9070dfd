"""Every rule: what is wrong with a sample or a page, each by a stable id of the `catalogue`."""
