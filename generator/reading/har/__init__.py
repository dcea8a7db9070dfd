"""HAR 1.2: recorded requests in, a `Description` out. Open `load` first."""
