"""What is counted: who is who, visits, presences, touchpoints, relationships."""
