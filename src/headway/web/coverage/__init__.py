"""The buying groups: who is seen, who is missing."""
