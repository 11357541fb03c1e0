"""Evidence: how good every number has been on this company's own past, and which estimate is in force."""
