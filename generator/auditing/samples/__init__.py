"""A `Page` in, its `Sample`s out, which every rule looks at. Start at `sampling`."""
