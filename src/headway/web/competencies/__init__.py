"""Competencies: where a team is strong and what is worth learning; of single people once that is switched on."""
