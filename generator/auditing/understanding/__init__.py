"""Sample texts in, the requests that they would send out; by parsers alone, nothing is executed."""
