"""The rules of other trackers applied to one report, with the reason for each row as evidence."""

from __future__ import annotations

from functools import cached_property

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Entry, Line
from summit_report.analysis.frames import only
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures import recount as rr
from summit_report.analysis.measures.money import Purse, Sum
from summit_report.analysis.measures.recount import AGREEMENTS, FUNDING, PROJECTS, Facts, Recount, Rule
from summit_report.analysis.measures.trackers import RULES
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import documents
from summit_report.analysis.sections.rungs import agreement_standings, project_standings
from summit_report.analysis.vocabularies import FUNDING_INSTRUMENTS

RECOUNT_RULE = (
    "Applied to our own entries; no reconstruction of that tracker. Packages of mixed documents are no deal and stay out, "
    "documents named inside them come in one by one. Nothing is counted twice: what our total counts comes first, then what neither lies inside it nor holds it."
)
ASKED_OF = {AGREEMENTS: "Documents", PROJECTS: "Projects", FUNDING: "Money"}
NOT_ASKED = "not asked"


class Recounts:
    """All rules applied to one *report*; money by instrument in its currency."""

    def __init__(self, report: Report) -> None:
        self._report = report
        standings = agreement_standings(report) | project_standings(report)
        self._facts = Facts(report.view, Purse(report.dataset, "USD"), standings)
        self.found: dict[str, dict[str, Recount]] = {
            rule.key: {table: one for table in ASKED_OF if (one := rr.recount(rule, self._facts, table))}
            for rule in RULES
        }
        self.ours = mm.by_instrument(report.view.funding, report.purse, FUNDING_INSTRUMENTS)
        self.theirs = {rule.key: self._money(rule) for rule in RULES}
        every = [self.ours, *self.theirs.values()]
        self.kinds = [
            kind for kind in FUNDING_INSTRUMENTS if any(kind in sums and sums[kind].total.bounds for sums in every)
        ]

    @cached_property
    def unrated(self) -> dict[str, tuple[Rule | None, Sum]]:
        """The kinds of which no amount has a rate, and whose sum shows it: ours, for which no rule stands, or one's."""
        sums = [(None, self.ours), *((rule, self.theirs[rule.key]) for rule in RULES)]
        return {
            kind: found[0]
            for kind in FUNDING_INSTRUMENTS
            if kind not in self.kinds
            and (found := [(rule, of[kind]) for rule, of in sums if kind in of and of[kind].stated])
        }

    def _money(self, rule: Rule) -> dict[str, Sum]:
        rows = only(mm.summable(self._facts.frames[FUNDING]), self.found[rule.key][FUNDING].admitted)
        return mm.by_instrument(rows.assign(counts_toward_total="yes"), self._report.purse, FUNDING_INSTRUMENTS)

    def documents(self, rule: Rule) -> int:
        """Number of documents that *rule* admits."""
        documents = self._facts.frames[AGREEMENTS]["documents"].to_numpy()
        return int(documents[self.found[rule.key][AGREEMENTS].admitted].sum())

    def in_package(self, key: str) -> bool:
        """Tell whether the money *key* is the value of a package of documents."""
        return self._report.view.funding.at[key, "linked_agreement_id"] in self._facts.packages

    def projects(self, rule: Rule) -> int | None:
        """Number of projects that *rule* admits; None where it says nothing about projects."""
        found = self.found[rule.key].get(PROJECTS)
        return None if found is None else len(found.included)

    def entry(self, rule: Rule) -> Entry:
        """Record the evidence of *rule*: every row with the reason for which it is in or out."""
        most = self._report.registry.caps.lines
        lines = [
            Line(f"{ASKED_OF[table]} {'included' if yes else 'left out'}: {reason}", w.number(len(keys)), keys)
            for table, found in self.found[rule.key].items()
            for (yes, reason), keys in found.reasons(most).items()
        ]
        title = f"{w.capital(rule.name)} ({rule.tracker})"
        asked = f"{rule.words} {RECOUNT_RULE}"
        return self._report.entry(f"recount-{rule.key}", title, documents(self.documents(rule)), asked, lines)
