"""`Request` × language → `Sample`: literals, templates and the languages as data."""
