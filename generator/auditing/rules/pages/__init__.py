"""The samples of a page, against each other and against the methods and paths that it names."""
