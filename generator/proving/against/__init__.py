"""Published samples against a real server: each runs in the sandbox, and its request is forwarded there."""
