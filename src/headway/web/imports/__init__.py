"""The import in the browser: choose the system, hand over its export, see what it holds, confirm, watch, read."""
