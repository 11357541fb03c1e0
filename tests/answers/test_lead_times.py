"""How long before our first dialogue those who bought would have been named."""

from headway.sources.landmarks import NAMED, RULES
from tables import made, show, text

PURCHASES = {
    "deals": """
        deal_id | account_id | status | opened_at        | closed_at
        bridge  | acme       | won    | 2026-04-06       | 2026-06-01
        tower   | acme       | lost   | 2025-12-01       | 2026-01-20
        tunnel  | brandt     | won    | 2026-04-06       | 2026-06-01
        silent  | corso      | won    | 2026-04-06       | 2026-06-01
    """,
    "touchpoints": """
        touchpoint_id | account_id | deal_id | happened_at
        before        | acme       |         | 2026-01-10
        first         | acme       |         | 2026-03-30
        later         | acme       | bridge  | 2026-04-20
        of-another    | brandt     | other   | 2026-03-01
        own           | brandt     | tunnel  | 2026-05-04
    """,
}


def test_the_first_dialogue_lies_after_the_ending_before_and_is_about_no_other_deal() -> None:
    assert show(made("first_dialogues", **PURCHASES)) == text("""
        bridge | acme   | 2026-01-20 | 2026-03-30
        tunnel | brandt | 2025-10-06 | 2026-05-04
    """)


def estimates(likeliest: dict[str, str], crowd: int = 2 * NAMED) -> str:
    """By moment who is likeliest, of a crowd that says less; every rule says the same."""
    lines = [" | ".join(("landmark", "journey_id", "account_id", "open_deal", "won", "weight", *RULES))]
    for landmark, account in likeliest.items():
        for number in range(crowd):
            lines.append(f"{landmark} | c{number} | c{number} | no | 0 | 1 " + f"| 0.{900 - number:03} " * len(RULES))
        chances = {name: "0.99" if name == account else "0.01" for name in ("acme", "brandt")}
        lines += [
            f"{landmark} | {a} | {a} | no | 0 | 1 " + f"| {chance} " * len(RULES) for a, chance in chances.items()
        ]
    return "\n".join(lines)


def test_days_are_counted_from_the_first_moment_that_named_a_purchase() -> None:
    named = {"2026-01-05": "acme", "2026-02-02": "acme", "2026-03-02": "acme", "2026-04-27": "acme"}
    found = made("lead_times", past_estimates=estimates(named), **PURCHASES)
    # Acme was named first on 2 February: the moment before lies before its other deal ended. Brandt never was.
    assert {row["rule"] for row in found.to_pylist()} == set(RULES)
    assert show(found.slice(0, 1), "purchases", "named_before", "share", "days_ahead") == text("2 | 1 | 0.5 | 56")


def test_deals_under_way_take_nobody_s_place() -> None:
    rows = estimates({"2026-02-02": "acme"}, crowd=0)
    under_way = [f"2026-02-02 | d{n} | d{n} | yes | 0 | 1 " + "| 0.999 " * len(RULES) for n in range(NAMED)]
    found = made("lead_times", past_estimates="\n".join([rows, *under_way]), **PURCHASES)
    assert show(found.slice(0, 1), "named_before") == "2"


def test_equals_are_named_in_part() -> None:
    alike = estimates({"2026-02-02": "nobody"}, crowd=0)
    rows = alike.splitlines() + [line.replace("acme", f"x{n}") for n in range(38) for line in alike.splitlines()[1:2]]
    found = made("lead_times", past_estimates="\n".join(rows), **PURCHASES)
    assert show(found.slice(0, 1), "purchases", "named_before", "days_ahead") == text("2 | 1 | 56")


def test_purchases_that_no_moment_could_have_named_do_not_count() -> None:
    late = made("lead_times", past_estimates=estimates({"2026-05-25": "acme"}), **PURCHASES)
    assert late.num_rows == 0
    assert made("lead_times", **PURCHASES).num_rows == 0
