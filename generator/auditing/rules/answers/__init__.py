"""The answers that a page shows or leaves out."""
