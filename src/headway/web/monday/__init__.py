"""Monday: at most ten lines, each with what to do, why, and how sure."""
