"""How customers want to buy, and where we do otherwise."""
