"""The kinds of input that make the plan shared with a customer; each names the deal it is about (S11)."""

# What our side puts down: the plan's name, what the customer wants by it, our own steps, an agreement put on it.
PLAN, GOAL, STEP, PUT = "plan", "plan_goal", "plan_step", "plan_put"
# Who of theirs is on it: by a link of their own, which ends.
LINK, ENDED, JOINED = "plan_link", "plan_ended", "plan_joined"
# What either side does there.
DONE, MOVED, SAID = "plan_done", "plan_moved", "plan_said"
# These name the step that they are about.
OF_A_STEP = (DONE, MOVED)
# What a customer's step is kept as, and by which word its input says that it stands on the plan.
COMMITMENT, ON_PLAN = "commitment", "on_plan"
NEEDS: dict[str, tuple[str, ...]] = {
    PLAN: ("deal_id", "title"),
    GOAL: ("deal_id", "goal"),
    STEP: ("deal_id", "what", "by_on", "person"),
    PUT: ("deal_id", "step_id"),
    LINK: ("deal_id", "person", "person_id", "hash", "until_on"),
    ENDED: ("deal_id",),
    JOINED: ("deal_id", "link_id"),
    DONE: ("deal_id", "step_id"),
    MOVED: ("deal_id", "step_id", "by_on"),
    SAID: ("deal_id", "text"),
}
# A customer's person is known here by the mail address alone.
MAIL = "email:"
