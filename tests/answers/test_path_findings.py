"""What the paths of journeys have in common, what differs, and what comes next."""

from datetime import date, timedelta

from tables import made, show, text

HEAD = "case_id | account_id | journey_id | kind | ending | begun_at | closed_at | days | is_whole | second_person_at\n"
STEPS = "case_id | step | job | begun_at | weeks\n"
SHORT = {"v": "validation", "r": "requirements_building", "s": "supplier_selection", "p": "problem_identification"}
BEGUN = date(2026, 1, 5)


def told(*journeys: str, days: int = 100) -> dict[str, str]:
    """Journeys: `ending kind path [times]`, one letter a week; each begins on the same Monday."""
    rows, steps = [], []
    for group, each in enumerate(journeys):
        ending, kind, path, times = [*each.split(), "1"][:4]
        for one in range(int(times)):
            case = f"{ending}-{group}-{one:03}"
            closed = "" if ending == "under_way" else BEGUN + timedelta(days=days)
            rows.append(f"{case} | {case} | {case} | {kind} | {ending} | {BEGUN} | {closed} | {days} | yes |")
            for week, job in enumerate(path):
                steps.append(f"{case} | {week + 1} | {SHORT[job]} | {BEGUN + timedelta(weeks=week)} | 1")
    return {"paths": HEAD + "\n".join(rows), "path_steps": STEPS + "\n".join(steps)}


def test_flows_of_each_kind_and_ending() -> None:
    found = made("path_flows", **told("won service vrv", "won solution vr", "under_way service s"))
    assert show(found, "kind", "ending", "before", "after", "journeys", "of", "times", "median_days") == text("""
        all | won | start | validation | 2 | 2 | 2 | 0
        all | won | validation | requirements_building | 2 | 2 | 2 | 7
        all | won | requirements_building | validation | 1 | 2 | 1 | 7
        all | won | requirements_building | end | 1 | 2 | 1 | 93
        all | won | validation | end | 1 | 2 | 1 | 86
        all | under_way | start | supplier_selection | 1 | 1 | 1 | 0
        service | won | start | validation | 1 | 1 | 1 | 0
        service | won | validation | requirements_building | 1 | 1 | 1 | 7
        service | won | requirements_building | validation | 1 | 1 | 1 | 7
        service | won | validation | end | 1 | 1 | 1 | 86
        service | under_way | start | supplier_selection | 1 | 1 | 1 | 0
        solution | won | start | validation | 1 | 1 | 1 | 0
        solution | won | validation | requirements_building | 1 | 1 | 1 | 7
        solution | won | requirements_building | end | 1 | 1 | 1 | 93
    """)


def test_flows_by_topic_of_the_journeys_that_read_of_one() -> None:
    topic_steps = """
        case_id   | step | topic   | begun_at   | weeks
        won-0-000 | 1    | pricing | 2026-01-05 | 1
        won-0-000 | 2    | cases   | 2026-01-12 | 1
        won-0-001 | 1    | cases   | 2026-01-19 | 1
    """
    found = made("topic_flows", paths=told("won service v 3", "lost service v")["paths"], topic_steps=topic_steps)
    every = found.filter([kind == "all" for kind in found["kind"].to_pylist()])
    assert show(every, "ending", "before", "after", "journeys", "of", "times", "median_days") == text("""
        won | start   | cases   | 1 | 2 | 1 | 14
        won | start   | pricing | 1 | 2 | 1 | 0
        won | cases   | end     | 2 | 2 | 2 | 89.5
        won | pricing | cases   | 1 | 2 | 1 | 7
    """)


def test_flows_by_topic_where_nobody_read_of_one() -> None:
    assert made("topic_flows", paths=told("won service v 3")["paths"]).num_rows == 0


def test_ways_are_what_a_journey_was_mostly_about() -> None:
    found = made("path_ways", **told("won service vvrvvv", "won service v", "won service rv", "lost service v"))
    own = [row for row in show(found, "kind", "ending", "way", "rank", "journeys", "of").splitlines() if "all" in row]
    assert "\n".join(own) == text("""
        all | won  | validation                       | 1 | 2 | 3
        all | won  | requirements_building validation | 2 | 1 | 3
        all | lost | validation                       | 1 | 1 | 1
    """)


def test_counts_tell_how_many_ways_only_of_enough_journeys() -> None:
    found = made("path_counts", **told("won service v 6", "won service r 6", "lost service v 9"))
    assert show(found, "kind", "ending", "journeys", "ways_seen", "ways", "median_days") == text("""
        all     | won  | 12 | 2 | 2.2 | 100
        all     | lost |  9 | 1 | -   | 100
        service | won  | 12 | 2 | 2.2 | 100
        service | lost |  9 | 1 | -   | 100
    """)


def test_counts_leave_out_what_may_have_begun_before_tracking() -> None:
    cut = told("won service v 2", "won service r 1")
    cut["paths"] = (
        cut["paths"]
        .replace("won-1-000 | won | 2026", "")
        .replace(
            "won-1-000 | service | won | 2026-01-05 | 2026-04-15 | 100 | yes",
            "won-1-000 | service | won | 2026-01-05 | 2026-04-15 | 100 | no",
        )
    )
    found = made("path_counts", **cut)
    assert show(found, "kind", "journeys", "left_out", "ways_seen") == text("all | 2 | 1 | 1\nservice | 2 | 1 | 1")


def stand_out(**tables: str) -> str:
    found = made("path_differences", **tables)
    kept = found.filter(found["is_told"]).select(
        ["kind", "ending", "by_days", "fact", "job", "other_job", "won_with", "won", "others_with", "others"]
    )
    return show(kept)


def test_what_differs_is_told_with_its_counts() -> None:
    found = stand_out(**told("won unknown vr 20", "lost unknown vs 20", days=60))
    assert "all | lost | 28 | touched | requirements_building | - | 20 | 20 | 0 | 20" in found.splitlines()
    assert "all | lost | 28 | followed | validation | supplier_selection | 0 | 20 | 20 | 20" in found.splitlines()
    assert "touched | validation" not in found


def test_long_journeys_have_more_of_everything_and_that_is_no_difference() -> None:
    """Whatever won journeys did after the age at which they are compared, does not count."""
    assert stand_out(**told("won unknown vvvvvvvvvvvvvvrspr 30", "lost unknown v 30")) == ""


def test_journeys_that_ended_before_the_age_are_on_no_side() -> None:
    found = made("path_differences", **told("won unknown v 20", "lost unknown v 20", days=60))
    assert sorted(set(found["by_days"].to_pylist())) == [0, 28]


def test_nothing_is_compared_with_few_journeys() -> None:
    assert made("path_differences", **told("won unknown vr 9", "lost unknown vs 40")).num_rows == 0


def test_a_difference_between_kinds_is_none_between_endings() -> None:
    """Consultancy is mostly won and always checks requirements; service is mostly lost and never does."""
    mixed = ("won consultancy r 40", "lost consultancy r 10", "won service v 10", "lost service v 40")
    assert stand_out(**told(*mixed)) == ""


def following(*journeys: str) -> str:
    found = made("path_next", **told(*journeys))
    return show(found, "case_id", "next", "share", "journeys", "steps_alike", "is_same_kind")


def test_next_on_won_paths_of_the_same_kind() -> None:
    found = following("won service vr 10", "won solution vs 30", "under_way service v")
    assert found == text("under_way-2-000 | requirements_building | 1 | 10 | 2 | yes")


def test_next_on_won_paths_of_every_kind_where_the_own_has_too_few() -> None:
    found = following("won service vr 9", "won solution vs 30", "under_way service v")
    assert found == text("under_way-2-000 | supplier_selection | 0.7692 | 39 | 2 | no")


def test_next_looks_as_far_back_as_cases_allow() -> None:
    found = following("won service pvr 10", "won service svp 10", "under_way service rsv", "under_way service rv")
    assert found == text("""
        under_way-2-000 | problem_identification | 1   | 10 | 2 | yes
        under_way-3-000 | requirements_building  | 0.5 | 20 | 1 | yes
    """)


def test_next_may_be_the_purchase_and_cannot_be_told_from_few() -> None:
    assert following("won service v 12", "under_way service v") == text("under_way-1-000 | end | 1 | 12 | 2 | yes")
    assert following("won service v 9", "under_way service v") == text("under_way-1-000 | - | - | - | - | -")


def test_lost_journeys_teach_no_next_step() -> None:
    assert following("lost service vr 30", "under_way service v").endswith("| - | - | - | - | -")
