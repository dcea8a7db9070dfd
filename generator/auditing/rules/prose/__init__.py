"""What the text of a page says, against what the page shows."""
