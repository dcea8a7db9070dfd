"""How tests start Chromium."""

# As root Chromium cannot use its own sandbox; it must ask nobody for updates or accounts.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
