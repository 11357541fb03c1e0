"""Words and links that templates share."""
