"""Pages, forms and mail: one Django app, one folder for each noun."""
