"""
The rules of other trackers that `recount` applies, each with the place where its tracker publishes it.

Keys such as S28 are those of the project's note on the field's best trackers. What a tracker asks and our tables do not
hold (who borrows, who builds, whether both sides confirm) is not asked here, and the rule's words say so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import pandas as pd

from summit_report.analysis.crosswalk import Rung
from summit_report.analysis.frames import Record
from summit_report.analysis.measures.recount import AGREEMENTS, FUNDING, PROJECTS, Decision, Facts, Rule, Test

OFFICIAL = frozenset({"government", "policy bank"})

STATE_BANKS = frozenset({"Bank of China", "China Construction Bank", "Industrial and Commercial Bank of China"})
"""
The state-owned commercial banks that AidData names among its official lenders (Banking on the Belt and Road, 2021,
executive summary). Our kind of funder calls them companies, like any other firm, so they are known by name alone.
"""

OFFICIAL_FLOWS = frozenset({"grant", "loan", "trade finance", "unspecified"})
"""Grants, loans, export credits and gifts in kind, which our tables call unspecified; no direct investment."""

TRANSACTIONS = frozenset({"investment", "equity", "contract value"})
FIRM = frozenset({"committed", "disbursed"})

MoneyTest = Callable[[Facts, Record], Decision]


def _size(facts: Facts, row: Record, millions: int, cost: bool = False) -> Decision:
    """Hold an amount against a floor; a bound counts by its stated value: "more than 3 bn" is 3 bn."""
    money = facts.purse.cost(row) if cost else facts.purse.money(row)
    if money.stated is None:
        return False, "no amount is stated"
    if money.value is None:
        return False, "no dated rate into dollars"
    if money.value.central < millions * 1e6:
        return False, f"below {millions} m dollars"
    return True, f"at least {millions} m dollars"


def by_money(test: MoneyTest) -> dict[str, Test]:
    """Test money by *test*, and a document by the money linked to it."""

    def document(facts: Facts, agreement: str, row: Record) -> Decision:
        found = [test(facts, one) for one in facts.linked(agreement)]
        return max(found, key=lambda decision: decision[0], default=(False, "no money is linked to it"))

    return {AGREEMENTS: document, FUNDING: lambda facts, _, row: test(facts, row)}


def _all(*tests: MoneyTest) -> MoneyTest:
    """Return the first refusal of *tests*, else all their reasons."""

    def test(facts: Facts, row: Record) -> Decision:
        found = [one(facts, row) for one in tests]
        refusal = next((decision for decision in found if not decision[0]), None)
        return refusal or (True, "; ".join(reason for _, reason in found if reason))

    return test


def floor(millions: int) -> MoneyTest:
    """Admit what is worth at least *millions* of US dollars, at the rate of its own date."""
    return lambda facts, row: _size(facts, row, millions)


def _of_kind(kinds: Collection[str]) -> MoneyTest:
    return lambda facts, row: (row["instrument"] in kinds, f"kind of money is {row['instrument']}")


def _partner_pays(facts: Facts, row: Record) -> Decision:
    if facts.view.dataset.meta.partner not in row["funder_parties"]:
        return False, "the partner does not pay"
    return True, "the partner pays" if len(row["funder_parties"]) == 1 else "the partner pays, with others"


def _official(facts: Facts, row: Record) -> Decision:
    named = STATE_BANKS & {part.strip() for part in str(row["funder"]).split(";")}
    if row["funder_kind"] in OFFICIAL:
        return True, f"funder is a {row['funder_kind']}"
    if named:
        return True, f"funder is a state-owned commercial bank that AidData names: {min(named)}"
    return False, f"kind of funder is {row['funder_kind']}"


def _policy_bank(facts: Facts, row: Record) -> Decision:
    return row["funder_kind"] == "policy bank", f"kind of funder is {row['funder_kind']}"


def _committed(facts: Facts, row: Record) -> Decision:
    return row["status"] in FIRM, f"status is {row['status']}"


def _paid_by_partner(facts: Facts, row: Record) -> Decision:
    return (True, "") if row["instrument"] == "contract value" else _partner_pays(facts, row)  # its payer is the host


def _contract(facts: Facts, key: str, row: Record | pd.Series) -> Decision:
    return row["instrument"] == "contract", f"instrument is {row['instrument']}"


def _contract_money(facts: Facts, key: str, row: Record) -> Decision:
    if row["instrument"] != "contract value":
        return False, f"kind of money is {row['instrument']}"
    if pd.isna(row["linked_agreement_id"]):
        return False, "no document is linked to it"
    return _contract(facts, key, facts.view.dataset.row(row["linked_agreement_id"])[1])


def _firm(least: Rung) -> dict[str, Test]:
    def standing(facts: Facts, key: str, row: Record) -> Decision:
        found = facts.standings[key]
        return found.reaches(least), "called off" if found.rung is None else found.rung.words

    def money(facts: Facts, key: str, row: Record) -> Decision:
        if row["status"] == "disbursed" and least <= Rung.UNDER_WAY:
            return True, "paid out"
        if pd.isna(row["linked_agreement_id"]):
            return False, "no document is linked to it"
        return standing(facts, str(row["linked_agreement_id"]), row)

    return {AGREEMENTS: standing, PROJECTS: standing, FUNDING: money}


MERICS = Rule(
    "25m",
    "at least 25 m dollars",
    "MERICS",
    by_money(floor(25)) | {PROJECTS: lambda facts, _, row: _size(facts, row, 25, cost=True)},
    "Projects above 25 m dollars in which China finances or builds. Only the floor is applied, to projects by "
    "their cost and to documents and money by amount.",
)
"""merics.org/en/merics-bri-tracker-database-and-project-design (S28)."""

AEI = Rule(
    "100m",
    "deals from 100 m dollars",
    "AEI: investment and contracts",
    by_money(_all(_of_kind(TRANSACTIONS), _paid_by_partner, floor(100))),
    "Investment and construction deals of Chinese companies from 100 m dollars; grants and loans are no deals. "
    "Counted: kinds investment, equity and contract value. Who builds is not recorded and not asked.",
)
"""Descriptions of 2011-2024 (S18): investment and construction "documented both separately and together"."""

CONTRACTS = Rule(
    "contracts",
    "contracts only",
    "Griffith: its contract part",
    {AGREEMENTS: _contract, FUNDING: _contract_money},
    "Contracts apart from investment. Counted: documents whose instrument is contract, and contract value linked "
    "to them.",
    packages=True,
)
"""
Construction contracts and non-financial investment are kept apart in the reports of Griffith Asia Institute and the
Green Finance & Development Center (greenfdc.org, S20), as by AEI (S18). Several contracts in one row count.
"""

BOSTON = Rule(
    "policy-loans",
    "policy-bank loans from 25 m dollars",
    "Boston University",
    by_money(_all(_of_kind({"loan"}), _policy_bank, _partner_pays, _committed, floor(25))),
    "Formalised loans of China Development Bank and the Export-Import Bank of China to public borrowers, from 25 "
    "m dollars. Counted: loans, funder kind policy bank, status committed or disbursed. Who borrows is not asked.",
)
"""bu.edu/gdp/codf (S13); floor and double verification: bu.edu/gdp/2021/09/20/geolocated-dataset… (S14)."""

AIDDATA = Rule(
    "official",
    "official grants and loans",
    "AidData, all records",
    by_money(_all(_of_kind(OFFICIAL_FLOWS), _official, _partner_pays)),
    "Grants, loans and gifts in kind of official institutions, state-owned commercial banks among them; no investment. "
    "Counted: kinds grant, loan, trade finance and unspecified; funder kinds government and policy bank, and by name "
    f"{', '.join(sorted(STATE_BANKS))}, which AidData names and our table calls companies.",
)
"""Global Chinese Development Finance 3.0 (S1), its lenders and flows (S4, S12); no direct investment (FAQ of 1.0)."""

AIDDATA_TOTALS = Rule(
    "official-firm",
    "official grants and loans, no pledges",
    "AidData, its totals",
    by_money(_all(_of_kind(OFFICIAL_FLOWS), _official, _partner_pays, _committed)),
    "The rule before, without what is only pledged: status committed or disbursed.",
)
"""Records recommended for aggregates "have moved beyond the pledge stage" (aiddata.org/pages/how-to-use-…, S3)."""

BEGUN = Rule(
    "begun",
    "under way or completed",
    "wider than MERICS’s headline",
    _firm(Rung.UNDER_WAY),
    "What is being carried out or done.",
)
"""MERICS publishes the stricter `COMPLETED` as its headline (S29)."""

COMPLETED = Rule(
    "completed",
    "completed only",
    "MERICS’s headline",
    _firm(Rung.IN_OPERATION),
    "What is done or in operation; nothing under construction or planned.",
)
"""Headline figures leave out what is under construction or planned (merics.org/en/bri-tracker, S29)."""

RULES = (MERICS, AEI, CONTRACTS, BOSTON, AIDDATA, AIDDATA_TOTALS, BEGUN, COMPLETED)
FOLLOWED = frozenset({"CHN"})
"""Whose money these trackers follow: their rules say nothing about that of another partner."""
