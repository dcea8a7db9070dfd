"""The mock server: takes requests byte for byte, answers them, and remembers what came in."""
