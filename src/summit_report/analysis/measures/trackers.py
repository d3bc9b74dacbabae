"""
The rules of other trackers that `recount` applies, each with the place where its tracker publishes it.

Keys such as S28 are those of the project's note on the field's best trackers.
"""

from __future__ import annotations

import pandas as pd

from summit_report.analysis.crosswalk import Rung
from summit_report.analysis.measures.recount import AGREEMENTS, FUNDING, PROJECTS, Decision, Facts, Rule, Test

OFFICIAL = frozenset({"government", "policy bank"})


def threshold(key: str, millions: int, tracker: str) -> Rule:
    """
    Admit what is worth at least *millions* of US dollars, at the rate of its own date.

    A bound counts by its stated value: "more than 3 bn" is 3 bn. Without a stated amount nothing can be admitted.
    """

    def size(facts: Facts, one: pd.Series, cost: bool) -> Decision:
        money = facts.purse.cost(one) if cost else facts.purse.money(one)
        if money.stated is None:
            return False, "no amount is stated"
        if money.value is None:
            return False, "no dated rate into dollars"
        if money.value.central < millions * 1e6:
            return False, f"below {millions} m dollars"
        return True, f"at least {millions} m dollars"

    def paper(facts: Facts, agreement: str, row: pd.Series) -> Decision:
        found = [size(facts, one, cost=False) for _, one in facts.linked(agreement).iterrows()]
        return max(found, key=lambda decision: decision[0], default=(False, "no amount is stated"))

    tests: dict[str, Test] = {
        AGREEMENTS: paper,
        PROJECTS: lambda facts, _, row: size(facts, row, cost=True),
        FUNDING: lambda facts, _, row: size(facts, row, cost=False),
    }
    return Rule(key, f"at least {millions} m dollars", tracker, tests)


def _contract(facts: Facts, key: str, row: pd.Series) -> Decision:
    return row["instrument"] == "contract", f"instrument is {row['instrument']}"


def _contract_money(facts: Facts, key: str, row: pd.Series) -> Decision:
    if pd.isna(row["linked_agreement_id"]):
        return False, "no paper is linked to it"
    return _contract(facts, key, facts.view.dataset.row(row["linked_agreement_id"])[1])


def _official_money(facts: Facts, key: str, row: pd.Series) -> Decision:
    if row["funder_kind"] not in OFFICIAL:
        return False, f"kind of funder is {row['funder_kind']}"
    if facts.view.dataset.meta.partner not in row["funder_parties"]:
        return False, "the partner does not pay"
    alone = len(row["funder_parties"]) == 1
    return True, f"{row['funder_kind']}; the partner pays{'' if alone else ', with others whose shares are not stated'}"


def _official_paper(facts: Facts, key: str, row: pd.Series) -> Decision:
    found = [_official_money(facts, key, one) for _, one in facts.linked(key).iterrows()]
    return max(found, key=lambda decision: decision[0], default=(False, "no money is linked to it"))


def _firm(least: Rung) -> dict[str, Test]:
    def standing(facts: Facts, key: str, row: pd.Series) -> Decision:
        found = facts.standings[key]
        return found.reaches(least), "called off" if found.rung is None else found.rung.words

    def money(facts: Facts, key: str, row: pd.Series) -> Decision:
        if row["status"] == "disbursed" and least <= Rung.UNDER_WAY:
            return True, "paid out"
        if pd.isna(row["linked_agreement_id"]):
            return False, "no paper is linked to it"
        return standing(facts, str(row["linked_agreement_id"]), row)

    return {AGREEMENTS: standing, PROJECTS: standing, FUNDING: money}


MERICS_BU = threshold("25m", 25, "MERICS, Boston University")
"""
Both publish a floor of 25 m dollars: MERICS for projects (merics.org/de/bri-tracker/methodology, S28), Boston
University for loans of two policy banks (bu.edu/gdp/2021/09/20/geolocated-dataset-of-chinese-overseas-development-
finance, S14). The floor alone is applied here.
"""

AEI = threshold("100m", 100, "AEI China Global Investment Tracker")
"""Deals above 100 m dollars, named by company, as in the descriptions of the tracker (copies of 2011-2020, S18)."""

CONTRACTS = Rule(
    "contracts",
    "contracts only",
    "AEI, Griffith: contract parts",
    {AGREEMENTS: _contract, FUNDING: _contract_money},
    packages=True,
)
"""
Contracts apart from investment, as AEI (S18) and the Green Finance & Development Center (greenfdc.org, S20) do.
Several contracts in one row count; a package of mixed papers has another instrument.
"""

AIDDATA = Rule("official", "official finance only", "AidData", {AGREEMENTS: _official_paper, FUNDING: _official_money})
"""
Money of the partner's government and policy banks, as AidData's Global Chinese Development Finance (S1, S4) has it.
AidData also leaves pledges out of its recommended aggregates (S3); that second filter is not applied here.
"""

BEGUN = Rule("begun", "under way or completed", "wider than MERICS's headline", _firm(Rung.UNDER_WAY))
"""What is being carried out or done. MERICS publishes the stricter `COMPLETED` as its headline (S29)."""

COMPLETED = Rule("completed", "completed only", "MERICS headline", _firm(Rung.IN_OPERATION))
"""Headline figures leave out what is under construction or planned (merics.org/en/bri-tracker, S29)."""

RULES = (MERICS_BU, AEI, CONTRACTS, AIDDATA, BEGUN, COMPLETED)
