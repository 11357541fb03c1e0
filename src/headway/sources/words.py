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
# The lanes of a journey, from top to bottom: the customer's reading by buying job, its own words, then our side. Pages
# that serve no buying job, or none that we know of, are counted, not drawn.
TALKS, OURS, ELSEWHERE = "talks", "ours", "elsewhere"
LANES = (*JOBS, TALKS, OURS)
KINDS = ("service", "solution", "relationship", "consultancy")
# The systems we read, as they call themselves.
SYSTEMS = {
    "salesforce": "Salesforce",
    "hubspot": "HubSpot",
    "odoo": "Odoo",
    "pipedrive": "Pipedrive",
    "dynamics": "Dynamics 365 Sales",
    "mail": "Mail",
    "calendar": "Calendar",
    "segment": "Segment",
    "rudderstack": "RudderStack",
    "snowplow": "Snowplow",
    "matomo": "Matomo",
    "ga4": "Google Analytics 4",
    "posthog": "PostHog",
    "outcomes": "Outcomes in a table",
}
ACTS = ("strike", "bring_in", "ask", "wait", "leave_digital")

LOOKING_FOR = {
    "problem_identification": "what their present way costs them",
    "solution_exploration": "ways to solve it",
    "requirements_building": "what exactly it must do",
    "supplier_selection": "whom to choose",
    "validation": "proof that it will work",
    "consensus_creation": "prices and reasons to show their colleagues",
}
