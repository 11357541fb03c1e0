"""The trade's words: the buying jobs, the kinds of sale, the acts, and how each is said to a leader."""

JOBS = (
    "problem_identification",
    "solution_exploration",
    "requirements_building",
    "supplier_selection",
    "validation",
    "consensus_creation",
)
# Validation and consensus run beside the other four all the time, so they are no state of a journey.
STATES = JOBS[:4]
KINDS = ("service", "solution", "relationship", "consultancy")
ACTS = ("strike", "bring_in", "ask", "wait", "leave_digital")

LOOKING_FOR = {
    "problem_identification": "what their present way costs them",
    "solution_exploration": "ways to solve it",
    "requirements_building": "what exactly it must do",
    "supplier_selection": "whom to choose",
    "validation": "proof that it will work",
    "consensus_creation": "prices and reasons to show their colleagues",
}
