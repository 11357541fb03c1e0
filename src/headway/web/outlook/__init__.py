"""Outlook: what is likely to be won by month and quarter, what people go by instead, and how far off each has been."""
