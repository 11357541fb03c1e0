"""Coaching: what to teach, tailor and take control of, the plan of steps, and what came of it."""
