"""The same questions by mouse: choices on the left, the answer on the right. Needs ipywidgets, as `controls` does."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets
from itables.widget import ITable

from summit_report import project
from summit_report.addresses import redacted
from summit_report.analysis import wording as w
from summit_report.analysis.dataset import Dataset, load
from summit_report.analysis.vocabularies import RELATIONS
from summit_report.errors import SummitReportError
from summit_report.explore import looks
from summit_report.explore.answers import Answer, answer
from summit_report.explore.controls import WIDE, Choice, button, dropdown
from summit_report.explore.measures import MEASURES
from summit_report.explore.selection import Selection, chosen
from summit_report.explore.sorting import ordered

TABLE_STYLE = "width: 100%; max-width: 780px; margin-left: 0"
OWN = ""  # a choice of its own: a Dropdown shows None as if nothing were chosen
UNCHECKED: Any = {"warn_on_unexpected_option_type": False}  # to check the rules made here takes longer than the table
USUAL_CURRENCIES = ("USD", "EUR", "CNY")


class Panel(widgets.HBox):
    """
    Choose, and see the answer at once; *answer* is the last one, for the cells below and for the files.

    A single country is shown with the rows of those that it is compared with; *answer* has its row alone.

    The arguments are those of `ask`, as the choices to begin with.
    """

    answer: Answer
    _shown: Answer

    def __init__(
        self,
        summit: str,
        measure: str = "countries",
        *,
        countries: Sequence[str] | None = None,
        sectors: Sequence[str] | None = None,
        instruments: Sequence[str] | None = None,
        relation: str = "summit",
        currency: str | None = None,
    ) -> None:
        data = load(summit)
        begun = chosen(data, measure, countries, sectors, instruments, relation, currency)
        self._datasets = {summit: data}
        self._quiet = True
        folders = project.summits(project.folder() / project.DATA_FOLDER)
        self.summit = dropdown({one: redacted(one) for one in dict.fromkeys([summit, *folders])}, summit)
        self.measure = dropdown({one.name: one.label for one in MEASURES.values()}, begun.measure)
        self.relation = dropdown({one: w.capital(one) for one in RELATIONS}, begun.relation)
        self.currency = widgets.Dropdown(layout=WIDE)
        self.countries = Choice("Countries", self._refresh)
        self.sectors = Choice("Sectors", self._refresh)
        self.instruments = Choice("Instruments", self._refresh)
        self.picture, self.files = (widgets.HTML(layout=WIDE) for _ in range(2))
        self.proof, self.edition = (widgets.HTML() for _ in range(2))
        self.table = ITable(
            select="single",
            paging=False,
            text_in_header_can_be_selected=False,  # a click on a head sorts
            classes="display compact",
            style=TABLE_STYLE,
        )
        shown = widgets.Layout(max_height="340px", overflow="auto", flex="0 0 auto")
        self.table_box = widgets.Box([self.table], layout=shown)  # `layout` of an ITable is another thing
        self.save = button("Save figure", "picture-o", "SVG and PNG to figures/explore")
        self.export = button("Export rows", "table", "Workbook and CSV to figures/explore")
        self.below = widgets.Tab([self.proof, self.edition], titles=("Evidence", "As a report"), layout=WIDE)
        self._offer(begun.countries, begun.sectors, begun.instruments, begun.currency)
        self._listen()
        narrow = widgets.Layout(align_items="flex-start", flex_flow="row wrap")  # then the answer stands below
        super().__init__([self._choices(), self._answers()], layout=narrow)
        self._quiet = False
        self._refresh()
        gc.collect()
        gc.freeze()  # to look again and again through all that is loaded takes as long as two answers

    def _repr_mimebundle_(self, **how: Any) -> dict[str, Any]:
        """Show the widgets, and the answer where there are none: in an export, or on a page that only shows files."""
        answered = self.answer._repr_mimebundle_() if hasattr(self, "answer") else {}
        return {**super()._repr_mimebundle_(**how), **answered}

    def _choices(self) -> widgets.VBox:
        named = [("Summit", self.summit), ("Measure", self.measure), ("Relation", self.relation)]
        named.append(("Currency", self.currency))
        rows = [part for name, one in named for part in (widgets.HTML(f"<b>{name}</b>"), one)]
        style = widgets.HTML(looks.style(), layout=widgets.Layout(height="0", margin="0"))
        layout = widgets.Layout(width="280px", flex="0 0 280px", padding="0 16px 0 0", overflow="hidden")
        return widgets.VBox([style, *rows, self.countries, self.sectors, self.instruments], layout=layout)

    def _answers(self) -> widgets.VBox:
        layout = widgets.Layout(flex="1 1 440px", min_width="0", overflow="hidden")
        buttons = widgets.HBox([self.save, self.export, self.files])
        return widgets.VBox([self.picture, buttons, self.table_box, self.below], layout=layout)

    def _listen(self) -> None:
        self.summit.observe(lambda change: self._renew(), "value")
        self.measure.observe(lambda change: self._renew(), "value")
        for one in (self.relation, self.currency):
            one.observe(lambda change: self._refresh(), "value")
        self.table.observe(lambda change: self._clicked(), "selected_rows")
        self.save.on_click(lambda button: self._write(lambda: self.answer.save()))
        self.export.on_click(lambda button: self._write(lambda: self.answer.export()))

    @property
    def dataset(self) -> Dataset:
        """The dataset of the chosen summit, read once."""
        if self.summit.value not in self._datasets:
            self._datasets[self.summit.value] = load(self.summit.value)
        return self._datasets[self.summit.value]

    @property
    def selection(self) -> Selection:
        """What is chosen now."""
        return Selection(
            self.dataset,
            self.measure.value,
            self.countries.values,
            self.sectors.values,
            self.instruments.values,
            self.relation.value,
            self.currency.value or None,
            self.summit.value,
        )

    def _offer(
        self, countries: Sequence[str], sectors: Sequence[str], instruments: Sequence[str], currency: Any
    ) -> None:
        """Offer what the summit and the measure have; what is chosen stays chosen where it is still offered."""
        data, meta = self.dataset, self.dataset.meta
        names = {code: w.country(code) for code in meta.members if code != meta.partner}
        self.countries.offer(dict(sorted(names.items(), key=lambda item: item[1])), countries)
        self.sectors.offer({str(code): str(name) for code, name in data.sectors["name"].items()}, sectors)
        kinds = MEASURES[self.measure.value].instruments
        self.instruments.offer({kind: w.capital(kind) for kind in kinds}, instruments)
        stated = {*USUAL_CURRENCIES, *data.funding["currency"].dropna(), *filter(None, [currency])}
        own = [(f"The summit's own ({meta.reporting_currency})", OWN)]
        self.currency.options = own + [(code, code) for code in sorted(stated - {meta.reporting_currency})]
        self.currency.value = currency if currency and currency != meta.reporting_currency else OWN

    def _renew(self) -> None:
        """Offer anew after another summit or measure was chosen, and answer once."""
        self._quiet = True
        try:
            kept = (self.countries.values, self.sectors.values, self.instruments.values, self.currency.value)
            self._offer(*kept)
        except SummitReportError as error:
            self._refuse(error)
            return
        finally:
            self._quiet = False
        self._refresh()

    def _refresh(self) -> None:
        """Answer what is chosen now."""
        if self._quiet:
            return
        try:
            self.answer = answer(self.selection)
        except SummitReportError as error:
            self._refuse(error)
            return
        self._shown = self.answer.with_others()
        self.picture.value = looks.picture(self._shown)
        self.table_box.layout.display = None if len(self._shown.table) else "none"
        rows, rules = ordered(self._shown.table, self._shown.right_aligned)
        marked = [] if self._shown.compared is None else [self._shown.compared]
        self._quiet = True  # a row that is marked here is not a row that is clicked
        self.table.update(rows, selected_rows=marked, columnDefs=rules, **UNCHECKED)
        self._quiet = False
        self.save.disabled = self.answer.figure is None
        self.export.disabled = not self.answer.behind()
        self.edition.value, self.files.value = looks.parameters(self.answer), ""
        self._prove()

    def _refuse(self, error: SummitReportError) -> None:
        """Say what is wrong with what is chosen; what was answered before is not an answer to it."""
        self.picture.value = looks.said(str(error), wrong=True)
        self.table_box.layout.display = "none"
        self.save.disabled = self.export.disabled = True
        self.edition.value = self.files.value = self.proof.value = ""

    def _clicked(self) -> None:
        """Show the evidence of the row that is clicked, whatever was shown below the table."""
        if not self._quiet:
            self.below.selected_index = 0
            self._prove()

    def _prove(self) -> None:
        """Show the evidence of the row that is marked, of the whole answer where none is."""
        [*rows] = self.table.selected_rows
        row = rows[0] if rows and rows[0] < len(self._shown.table) else None
        self.proof.value = looks.evidence(self._shown, row)

    def _write(self, write: Callable[[], Sequence[Any]]) -> None:
        try:
            written = write()
        except (SummitReportError, OSError) as error:
            self.files.value = looks.said(str(error), wrong=True)
            return
        home = project.folder()
        names = [str(file.relative_to(home)) if file.is_relative_to(home) else str(file) for file in written]
        self.files.value = looks.said(f"Written: {w.listed(names)}")
