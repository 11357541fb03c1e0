"""One module per noun of the mission: tables in, tables out."""
