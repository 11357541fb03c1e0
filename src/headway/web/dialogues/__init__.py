"""Dialogues: what to ask about each deal that needs one."""
