"""
The rules of other trackers that `recount` applies, each with the place where its tracker publishes it.

Keys such as S28 are those of the project's note on the field's best trackers. What a tracker asks and our tables do not
hold (who borrows, who builds, whether both sides confirm) is not asked here, and the rule's words say so.
"""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
import pandas as pd

from summit_report.analysis.crosswalk import Rung
from summit_report.analysis.frames import Kinds, Record, joint
from summit_report.analysis.measures.recount import (
    AGREEMENTS,
    FUNDING,
    NO_DOCUMENT,
    PROJECTS,
    Decision,
    Facts,
    Rule,
    Test,
    by_cells,
    by_row,
)
from summit_report.analysis.measures.standings import CALLED_OFF

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

NO_MONEY = (False, "no money is linked to it")
NO_PAPER = (False, "no document is linked to it")


def _size(worth: float | None, millions: int) -> Decision:
    """Hold an amount against a floor; a bound counts by its stated value: "more than 3 bn" is 3 bn."""
    if worth is None:
        return False, "no amount is stated"
    if worth != worth:
        return False, "no dated rate into dollars"
    if worth < millions * 1e6:
        return False, f"below {millions} m dollars"
    return True, f"at least {millions} m dollars"


def by_money(test: Test) -> dict[str, Test]:
    """Test money by *test*, and a document by the money linked to it: the first that is admitted, else the first."""

    def document(facts: Facts, rows: pd.DataFrame) -> Kinds:
        said, papers = test(facts, facts.frames[FUNDING]), facts.documents
        yes = said.where(lambda decision: decision[0])
        places = np.full(len(rows), len(said.values))
        for chosen in (~yes & (papers >= 0), yes & (papers >= 0)):
            places[papers[chosen][::-1]] = said.places[chosen][::-1]  # of several the last to be written is the first
        return Kinds(places, [*said.values, NO_MONEY])

    return {AGREEMENTS: document, FUNDING: test}


def _all(*tests: Test) -> Test:
    """Return the first refusal of *tests*, else all their reasons."""

    def test(facts: Facts, rows: pd.DataFrame) -> Kinds:
        return joint(*(one(facts, rows) for one in tests)).named(together)

    def together(said: tuple[Decision, ...]) -> Decision:
        refusal = next((decision for decision in said if not decision[0]), None)
        return refusal or (True, "; ".join(reason for _, reason in said if reason))

    return test


def floor(millions: int) -> Test:
    """Admit what is worth at least *millions* of US dollars, at the rate of its own date."""

    def test(facts: Facts, rows: pd.DataFrame) -> Kinds:
        stated, worth = facts.worths
        below = np.isnan(worth) | (worth < millions * 1e6)
        codes = np.where(~stated, 0, np.where(np.isnan(worth), 1, np.where(below, 2, 3)))
        return Kinds(codes, [_size(value, millions) for value in (None, math.nan, -math.inf, math.inf)])

    return test


def _cost(millions: int) -> Test:
    """Admit the projects that cost at least *millions* of US dollars."""

    def decide(facts: Facts, row: Record) -> Decision:
        money = facts.purse.cost(row)
        worth = None if money.stated is None else money.value.central if money.value else math.nan
        return _size(worth, millions)

    return by_row(decide)


def _of_kind(kinds: Collection[str]) -> Test:
    return by_cells("instrument")(lambda facts, kind: (kind in kinds, f"kind of money is {kind}"))


def _pays(facts: Facts, payers: tuple[str, ...]) -> Decision:
    if facts.view.dataset.meta.partner not in payers:
        return False, "the partner does not pay"
    return True, "the partner pays" if len(payers) == 1 else "the partner pays, with others"


_partner_pays = by_cells("funder_parties")(_pays)


@by_cells("funder", "funder_kind")
def _official(facts: Facts, funder: object, kind: str) -> Decision:
    named = STATE_BANKS & {part.strip() for part in str(funder).split(";")}
    if kind in OFFICIAL:
        return True, f"funder is a {kind}"
    if named:
        return True, f"funder is a state-owned commercial bank that AidData names: {min(named)}"
    return False, f"kind of funder is {kind}"


@by_cells("funder_kind")
def _policy_bank(facts: Facts, kind: str) -> Decision:
    return kind == "policy bank", f"kind of funder is {kind}"


@by_cells("status")
def _committed(facts: Facts, status: str) -> Decision:
    return status in FIRM, f"status is {status}"


@by_cells("instrument", "funder_parties")
def _paid_by_partner(facts: Facts, kind: str, payers: tuple[str, ...]) -> Decision:
    return (True, "") if kind == "contract value" else _pays(facts, payers)  # its payer is the host


def _is_contract(kind: object) -> Decision:
    return kind == "contract", f"instrument is {kind}"


_contract = by_cells("instrument")(lambda facts, kind: _is_contract(kind))


@by_cells("instrument", "document_kind", "document_level")
def _contract_money(facts: Facts, kind: str, paper: object, level: int) -> Decision:
    if kind != "contract value":
        return False, f"kind of money is {kind}"
    return NO_PAPER if level == NO_DOCUMENT else _is_contract(paper)


def _firm(least: Rung) -> dict[str, Test]:
    def level_decides(level: int) -> Decision:
        return level >= least, "called off" if level == CALLED_OFF else Rung(level).words

    def standing(facts: Facts, rows: pd.DataFrame) -> Kinds:
        levels = facts.standings.of(rows)
        return Kinds(levels, [level_decides(level) for level in range(CALLED_OFF, max(Rung) + 1)])

    def money(facts: Facts, status: str, level: int) -> Decision:
        if status == "disbursed" and least <= Rung.UNDER_WAY:
            return True, "paid out"
        return NO_PAPER if level == NO_DOCUMENT else level_decides(level)

    return {AGREEMENTS: standing, PROJECTS: standing, FUNDING: by_cells("status", "document_level")(money)}


MERICS = Rule(
    "25m",
    "at least 25 m dollars",
    "MERICS",
    by_money(floor(25)) | {PROJECTS: _cost(25)},
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
