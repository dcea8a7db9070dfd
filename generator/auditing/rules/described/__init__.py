"""The requests of a sample against the API description."""
