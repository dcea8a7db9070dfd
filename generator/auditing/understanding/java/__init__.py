"""Java in, its `Call`s out; start at `calls`."""
