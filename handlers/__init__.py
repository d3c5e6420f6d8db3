"""One update, one transaction."""
