"""Commands of Django that Headway adds; people use `headway`."""
