"""Teams: whom to ask, what hangs on one thread, and what each part in the team has done."""
