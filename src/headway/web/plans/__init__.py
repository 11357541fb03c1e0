"""Plans shared with customers: our side on a deal's page, theirs behind a link that ends."""
