"""The same rows under the rules of other trackers: in or out row by row, with a reason, and nothing added twice."""

import pytest
from tiny import edit, write_tiny

from summit_report.analysis.dataset import load
from summit_report.analysis.measures import firmness as ff
from summit_report.analysis.measures import recount as rr
from summit_report.analysis.measures import trackers as tt
from summit_report.analysis.measures.money import Purse
from summit_report.analysis.measures.recount import AGREEMENTS, FUNDING, PROJECTS, Facts, Rule
from summit_report.analysis.view import View


def facts(dataset, relation="summit"):
    day = dataset.meta.as_of
    standings = ff.of_agreements(dataset.agreements, dataset.funding, dataset.milestones, day)
    standings |= ff.of_projects(dataset.projects, dataset.milestones, day)
    return Facts(View(dataset, relation=relation), Purse(dataset, "USD"), standings)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return load(write_tiny(tmp_path_factory.mktemp("recount")))


def verdicts(rule, asked, table):
    return {key: said for said, keys in rr.recount(rule, asked, table).reasons().items() for key in keys}


def test_a_threshold_needs_a_stated_amount_in_dollars(tiny):
    """140 m yuan are 20 m dollars: too little for 25; a package is no deal, and an unknown amount is not admitted."""
    assert verdicts(tt.MERICS, facts(tiny), FUNDING) == {
        "T-F1": (False, "below 25 m dollars"),
        "T-F3": (False, "a package of documents is no single deal"),
        "T-F4": (False, "below 25 m dollars"),
        "T-F5": (False, "no amount is stated"),
    }


def test_a_paper_inside_a_package_comes_in_by_itself(tiny):
    """With a floor of 10 m the named memorandum (20 m) and the pledge (20 m) pass, the package does not."""
    rule = Rule("10m", "at least 10 m dollars", "nobody", tt.by_money(tt.floor(10)))

    assert rr.recount(rule, facts(tiny), AGREEMENTS).included == ("T-A2", "T-A4")
    assert rr.recount(rule, facts(tiny), FUNDING).included == ("T-F1", "T-F4")


def test_projects_pass_by_their_cost(tiny):
    """The railway of 300 m dollars passes a floor of 25 m; a project without a cost does not."""
    assert verdicts(tt.MERICS, facts(tiny), PROJECTS) == {
        "T-P1": (True, "at least 25 m dollars"),
        "T-P2": (False, "no amount is stated"),
    }


def test_no_rate_no_comparison(tmp_path):
    """An amount in a currency without a dated rate cannot be held against a floor in dollars."""
    folder = write_tiny(tmp_path)
    edit(folder, "projects.csv", "2034,300000000,USD", "2034,300000000,KZT")

    assert verdicts(tt.MERICS, facts(load(folder)), PROJECTS)["T-P1"] == (False, "no dated rate into dollars")


def test_several_contracts_in_one_row_are_contracts(tiny):
    """Two later contracts count under “contracts only”; memoranda and mixed packages do not."""
    assert rr.recount(tt.CONTRACTS, facts(tiny, "follow-up"), AGREEMENTS).included == ("T-A5",)
    assert rr.recount(tt.CONTRACTS, facts(tiny), AGREEMENTS).included == ()
    assert verdicts(tt.CONTRACTS, facts(tiny), FUNDING)["T-F3"] == (False, "instrument is other")
    assert verdicts(tt.CONTRACTS, facts(tiny), FUNDING)["T-F1"] == (False, "kind of money is grant")
    assert rr.recount(tt.CONTRACTS, facts(tiny), PROJECTS) is None


def test_official_finance_is_paid_by_the_partner(tmp_path, tiny):
    """The partner's government and policy banks count, companies do not, nor does another state's government."""
    assert rr.recount(tt.AIDDATA, facts(tiny), FUNDING).included == ("T-F1", "T-F5")
    assert rr.recount(tt.AIDDATA, facts(tiny), AGREEMENTS).included == ("T-A4",)

    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "T-F5,Loan of unknown size,Bank,CHN,", "T-F5,Loan of unknown size,Bank,KAZ,")
    assert verdicts(tt.AIDDATA, facts(load(folder)), FUNDING)["T-F5"] == (False, "the partner does not pay")


def edited(tmp_path, old, new):
    """Load the tiny dataset with one change in its funding."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", old, new)
    return facts(load(folder))


@pytest.mark.parametrize(
    ("lender", "admitted"),
    [
        ("China Construction Bank,CHN,company", True),
        ("Example Bank; China Construction Bank,CHN,company", True),
        ("Construction Bank of Example,CHN,company", False),
        ("China Construction Bank,KAZ,company", False),
    ],
)
def test_a_state_owned_commercial_bank_is_official_by_its_name(tmp_path, lender, admitted):
    """AidData names three commercial banks of the state; our kind of funder cannot tell them from other companies."""
    asked = edited(tmp_path, "Bank,CHN,policy bank", lender)

    assert verdicts(tt.AIDDATA, asked, FUNDING)["T-F5"][0] is admitted


def test_direct_investment_is_no_official_finance(tmp_path):
    """A grant of the government counts, an investment of the same government does not."""
    asked = edited(
        tmp_path,
        "CHN,government,KAZ;UZB,grant,140000000,CNY,exact,2030",
        "CHN,government,KAZ;UZB,investment,140000000,CNY,exact,2030",
    )

    assert verdicts(tt.AIDDATA, asked, FUNDING)["T-F1"] == (False, "kind of money is investment")


def test_totals_of_official_finance_leave_pledges_out(tiny):
    """The pledged grant is in AidData's records and not in its totals; the committed loan is in both."""
    assert rr.recount(tt.AIDDATA_TOTALS, facts(tiny), FUNDING).included == ("T-F5",)
    assert verdicts(tt.AIDDATA_TOTALS, facts(tiny), FUNDING)["T-F1"] == (False, "status is pledged")


def test_deals_are_investment_and_contracts(tmp_path):
    """From 100 m dollars an investment that the partner pays is a deal; a grant of any size is none."""
    asked = edited(tmp_path, "CHN,company,KAZ,contract value,20000000", "CHN,company,KAZ,investment,200000000")

    assert verdicts(tt.AEI, asked, FUNDING)["T-F4"] == (
        True,
        "kind of money is investment; the partner pays; at least 100 m dollars",
    )
    assert verdicts(tt.AEI, asked, FUNDING)["T-F1"] == (False, "kind of money is grant")
    assert rr.recount(tt.AEI, asked, AGREEMENTS).included == ("T-A2",)


def test_policy_bank_loans_need_an_amount_and_a_commitment(tmp_path, tiny):
    """A loan of unknown size has no place above a floor; one of 90 m dollars has, once it is committed."""
    assert verdicts(tt.BOSTON, facts(tiny), FUNDING)["T-F5"] == (False, "no amount is stated")
    asked = edited(tmp_path, "UZB,loan,,,,,,,committed", "UZB,loan,90000000,USD,exact,,,,committed")

    assert rr.recount(tt.BOSTON, asked, FUNDING).included == ("T-F5",)


def test_works_begun_and_works_done(tiny):
    """Under way admits construction, completed only what is in operation; the rung is the reason."""
    assert rr.recount(tt.BEGUN, facts(tiny), PROJECTS).included == ("T-P1",)
    assert rr.recount(tt.COMPLETED, facts(tiny), PROJECTS).included == ()
    assert rr.recount(tt.COMPLETED, facts(tiny, "follow-up"), PROJECTS).included == ("T-P3",)
    assert verdicts(tt.BEGUN, facts(tiny), PROJECTS)["T-P2"] == (False, "announced")


def test_nothing_is_counted_twice(tmp_path):
    """A part of a counted row stays out; a container whose counted part is in stays out as well."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "UZB,loan,,,,,,,committed", "UZB,loan,90000000,USD,exact,,,,committed")
    row = "{},Other,Bank,CHN,policy bank,UZB,loan,{},USD,exact,,,,committed,summit,,{},,no,T-S2,para 5,\n"
    with (folder / "funding.csv").open("a", encoding="utf-8") as file:
        file.write(row.format("T-F7", 40000000, "T-F5") + row.format("T-F8", 120000000, ""))
    edit(folder, "funding.csv", "committed,summit,,,,yes", "committed,summit,,T-F8,,yes")

    found = verdicts(tt.MERICS, facts(load(folder)), FUNDING)

    assert found["T-F5"] == (True, "at least 25 m dollars")
    assert found["T-F7"] == (False, "inside T-F5")
    assert found["T-F8"] == (False, "counted through its parts")


@pytest.mark.parametrize("rule", tt.RULES, ids=lambda rule: rule.key)
def test_every_row_has_one_verdict_and_a_reason(tiny, rule):
    """A rule says something of every row of a table it is asked about, and the reasons name each row once."""
    asked = facts(tiny)
    for table in rule.tests:
        found = rr.recount(rule, asked, table)
        rows = [str(key) for key in asked.frames[table].index]
        assert all(reason for _, reason in found.reasons())
        assert sorted(key for keys in found.reasons().values() for key in keys) == sorted(rows)
