"""Shell text in, its commands, the `Call`s of curl and what stands in the way out. Start at `meant`."""
