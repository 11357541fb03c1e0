"""The data page: where everything comes from, what it can answer, what could not be read, what each page is about."""
