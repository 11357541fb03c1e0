"""One's own page: the role, the mail on Monday, and what is held about oneself."""
