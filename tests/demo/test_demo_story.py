"""What the story says, counted over the written files for three seeds."""

from statistics import median

from written_company import WrittenCompany


def test_ahead_five_people_compare_and_no_deal_is_open(company: WrittenCompany) -> None:
    ahead = company.story.ahead
    read = company.pages(ahead, weeks=6)
    assert len({page.email for page in read}) == len(ahead.people) == 5
    asked = {
        "/compare/reuse-plant-suppliers",
        "/pricing",
        "/trust/remote-monitoring-security",
        "/tools/payback-calculator",
    }
    assert asked <= {page.path for page in read}
    assert company.open_deals(ahead) == []
    account = company.account(ahead)["Id"]
    assert [row["Name"] for row in company.objects["Contact"] if row["AccountId"] == account] == [ahead.people[0]]


def test_pushed_only_we_are_active(company: WrittenCompany) -> None:
    pushed = company.story.pushed
    (deal,) = company.open_deals(pushed)
    assert (deal["Name"], deal["StageName"], deal["Probability"]) == (pushed.deals[0], "Negotiation", "85")
    mails = company.of_deal("EmailMessage", deal, weeks=10)
    ours = mails + company.of_deal("Task", deal, weeks=10) + company.of_deal("Event", deal, weeks=10)
    assert len(ours) >= 48
    assert [row for row in mails if row["Incoming"] == "true"] == []
    assert [row for row in company.of_deal("Event", deal, weeks=10) if row["WhoId"]] == []
    assert company.pages(pushed, weeks=10) == []
    assert len(company.pages(pushed)) > 50


def test_lone_one_person_carries_a_large_deal(company: WrittenCompany) -> None:
    lone = company.story.lone
    (deal,) = company.open_deals(lone)
    assert int(deal["Amount"]) > 400_000
    assert len(company.of_deal("OpportunityContactRole", deal)) == 1
    assert len({page.email for page in company.pages(lone)}) == 1
    writers = {row["FromAddress"] for row in company.of_deal("EmailMessage", deal) if row["Incoming"] == "true"}
    assert writers == {"ellen.fothergill@caldbeck-brewing.example"}


def test_hours_a_reorder_takes_more_than_a_plant(company: WrittenCompany) -> None:
    (deal,) = company.open_deals(company.story.hours)
    assert (deal["Type"], deal["Amount"], deal["Name"]) == ("Reorder", "3400", company.story.hours.deals[0])
    assert company.hours(deal) >= 30
    reorders = [row for row in company.objects["Opportunity"] if row["Type"] == "Reorder" and row is not deal]
    assert median(company.hours(row) for row in reorders) == 0


def test_twins_two_deals_share_nobody_and_no_page(company: WrittenCompany) -> None:
    twins = company.story.twins
    boiler, hygiene = company.open_deals(twins)
    assert {boiler["Name"], hygiene["Name"]} == set(twins.deals)
    groups = [
        {row["ContactId"] for row in company.of_deal("OpportunityContactRole", deal)} for deal in (boiler, hygiene)
    ]
    assert [len(group) for group in groups] == [3, 3]
    assert not groups[0] & groups[1]
    emails = {row["Email"] for row in company.objects["Contact"] if row["Id"] in groups[0]}
    ours = {page.path for page in company.pages(twins) if page.email in emails}
    theirs = {page.path for page in company.pages(twins) if page.email not in emails}
    assert len(ours) >= 4 <= len(theirs)
    assert not ours & theirs


def test_healthy_a_full_team_talks_both_ways_with_many(company: WrittenCompany) -> None:
    healthy = company.story.healthy
    (deal,) = company.open_deals(healthy)
    roles = {row["TeamMemberRole"] for row in company.of_deal("OpportunityTeamMember", deal)}
    assert roles == {"Account Manager", "Design Manager", "Implementation Manager"}
    mails = company.of_deal("EmailMessage", deal)
    theirs = [row for row in mails if row["Incoming"] == "true"]
    assert len(theirs) >= 20 <= len(mails) - len(theirs)
    assert len({row["FromAddress"] for row in theirs}) >= 6
    read = company.pages(healthy, weeks=6)
    assert len({page.email for page in read}) == 8
    assert len({row["OwnerId"] for row in company.of_deal("Event", deal)}) == 3
    assert "/compare/purified-water-skids" in {page.path for page in read}


def test_early_one_person_reads_about_the_problem(company: WrittenCompany) -> None:
    early = company.story.early
    read = company.pages(early)
    assert len({page.email for page in read}) == 1
    assert {page.path.split("/")[1] for page in read} <= {"knowledge", "blog"}
    assert min(page.at for page in read) >= company.weeks_ago(4)
    account = company.account(early)["Id"]
    assert [row for row in company.objects["Opportunity"] if row["AccountId"] == account] == []
