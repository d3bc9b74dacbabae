"""
What is to be built: everything that can be known about an edition before a kernel starts.

A wrong parameter must end the command at once, and an edition whose inputs are as they were need not be built at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from summit_report.errors import BuildError, DataError, SummitReportError, UsageError
from summit_report.project import summits as summits_of
from summit_report.publishing import choices, inputs, parameters, records
from summit_report.publishing.changes import changes, differences
from summit_report.publishing.editions import Edition, adapt

DOWNLOADS = "downloads"
"""The folder beside a report that holds the files attached to it."""
FIRST_PAGE = "first-page.png"
"""The picture of a report's first page, which the list of all reports shows."""


@dataclass(frozen=True)
class Place:
    """Where a project is and where its results go: *results* holds `reports/` and `figures/`."""

    project: Path
    results: Path
    paper: str = "a4"

    @property
    def declared(self) -> "Place":
        """The same with the paper of declared editions, which is what those are judged by."""
        return replace(self, paper=Place.paper)

    @property
    def folders(self) -> tuple[Path, Path]:
        """The folders of all reports and of all pictures."""
        return self.results / "reports", self.results / "figures"

    def report(self, slug: str) -> Path:
        """Return the folder of the edition's report."""
        return self.folders[0] / slug

    def figures(self, slug: str) -> Path:
        """Return the folder of the edition's pictures."""
        return self.folders[1] / slug


@dataclass(frozen=True)
class Plan:
    """
    An edition whose parameters are checked and whose inputs are known.

    *unchanged*: its results still fit them, and its last build did not fail. *reasons* say why they do not.
    *source*: where the data were copied from for this build, without what is secret. *problem*: why building it
    can only fail, if that is known already.
    """

    edition: Edition
    place: Place
    notebook: Path
    cells: int
    data: tuple[Path, ...]
    inputs: Mapping[str, Any]
    unchanged: bool
    reasons: tuple[str, ...] = ()
    source: str | None = None
    problem: SummitReportError | None = None

    @property
    def places(self) -> tuple[Path, Path]:
        """Where the results go that are put in place together: the folders of the report and of its pictures."""
        return self.place.report(self.edition.slug), self.place.figures(self.edition.slug)


def plan(
    edition: Edition,
    place: Place,
    options: Mapping[str, str],
    data: Path | None = None,
    known: inputs.Known | None = None,
) -> Plan:
    """
    Return what has to be done for *edition*, with *options* (text) and *data* in place of its own.

    A report about one summit is then about the summit of the *data*, unless the options name another.
    *known* are the checksums of files that earlier plans of the same command have read. If the edition's data are still
    elsewhere, nothing is known of them, and the plan has a problem.
    Raises UsageError if a parameter is wrong or the data are about no summit that the report names, DataError if they
    or another input cannot be read at all.
    """
    try:
        return _planned(edition, place, options, data, known)
    except OSError as error:
        file = Path(error.filename or edition.notebook)
        where = str(file.relative_to(place.project) if file.is_relative_to(place.project) else file)
        what = f"an input cannot be read: {error.strerror or error}"
        raise DataError(what, where=where, next="Make it readable.") from error


def _planned(
    edition: Edition, place: Place, options: Mapping[str, str], data: Path | None, known: inputs.Known | None
) -> Plan:
    notebook = place.project / edition.notebook
    cells = parameters.read_cells(notebook)
    contract = parameters.contract_of(cells, notebook)
    defaults = {parameter.name: parameter.default for parameter in contract}
    where = f"{edition.slug} ({edition.notebook})"
    if data is None and elsewhere(edition):
        values = parameters.check_values(contract, edition.parameters, options, where)
        edition, problem = adapt(edition, values, defaults), BuildError("its data were not brought here")
        return Plan(edition, place, notebook, len(cells), (), {}, False, ("its data are elsewhere",), problem=problem)
    data_path = data or (place.project / edition.data if edition.data else None)
    subject = choices.summit_id(data_path) if data_path else None
    if subject and "summit" in defaults and "summit" not in options:
        if data:
            options = {**options, "summit": subject}
        elif "summit" not in edition.parameters:
            edition = replace(edition, parameters={**edition.parameters, "summit": subject})
    # twice, because the first pass tells which summits the data's own values are to be taken from
    values = parameters.check_values(contract, edition.parameters, options, where)
    summits = named_summits({**defaults, **values})
    if subject and summits and subject not in summits:
        raise other_subject(where, subject, summits, defaults)
    allowed = choices.data_choices(place.project / "data", summits, list(defaults), data_path)
    values = parameters.check_values(contract, edition.parameters, options, where, allowed)
    choices.require_several(values, where)

    edition = adapt(edition, values, defaults, data)
    sources = data_places(place.project / "data", summits, data_path, subject)
    facts = inputs.collect(place.project, notebook, sources, {**defaults, **values}, place.paper, known)
    reasons = why_build(place.report(edition.slug), facts, place.results)
    return Plan(edition, place, notebook, len(cells), sources, facts, not reasons, reasons)


def without_inputs(edition: Edition, place: Place, problem: DataError) -> Plan:
    """Return the plan of an *edition* whose inputs cannot be read, which is its *problem* and no other's."""
    reasons = ("its inputs cannot be read",)
    return Plan(edition, place, place.project / edition.notebook, 0, (), {}, False, reasons, problem=problem)


def elsewhere(edition: Edition) -> bool:
    """Tell whether the data of *edition* have to be brought here before anything is known of them."""
    return isinstance(edition.data, str) or (edition.data is not None and edition.data.suffix.lower() == ".zip")


def check_current(plan: Plan) -> None:
    """
    Raise BuildError if a file that *plan* depends on is no longer what it was when it was made.

    Asked before and after the notebook runs and at the end, this keeps a report from telling what its record does not
    know.
    """
    now = inputs.from_files(plan.place.project, plan.notebook, plan.data, {})
    changed = list(differences(plan.inputs, {**plan.inputs, **now}))
    if changed:
        raise BuildError("its inputs changed while it was built", problems=changed, next="Build again.")


def other_subject(where: str, subject: str, summits: list[str], names: Iterable[str]) -> UsageError:
    """Return the error that the data of the summit *subject* were given to a report about other *summits*."""
    name, value = ("summits", f"[{subject}, {summits[-1]}]") if "summits" in names else ("summit", subject)
    return UsageError(
        f"the data are about {subject}, this report about {' and '.join(summits)}",
        where=where,
        next=f"Name the summit of the data, such as -p '{name}={value}', or leave out the data.",
    )


def why_build(report: Path, facts: Mapping[str, Any], results: Path) -> tuple[str, ...]:
    """Return, in words, why the edition in the folder *report* has to be built from the inputs *facts*; or nothing."""
    good = records.done(report)
    if not good:
        return ("never built",)
    failure = ["the last build failed"] if records.failed(report) else []
    differing = changes(good.get("inputs") or {}, facts)
    return (*failure, *(differing or records.damage(good, results)))


def named_summits(values: Mapping[str, object]) -> list[str]:
    """Return the summits that the parameter *values* name, in `summit` or `summits`."""
    several = values.get("summits")
    return [str(value) for value in [values.get("summit"), *(several if isinstance(several, list) else [])] if value]


def data_places(data_root: Path, summits: list[str], data: Path | None, subject: str | None = None) -> tuple[Path, ...]:
    """
    Return the datasets that a report depends on: those of the *summits* it names, else all there are.

    *data* come on top, in place of the summit *subject* that they are about.
    """
    names = summits or summits_of(data_root)
    kept = [data_root / name for name in names if name != subject and (data_root / name).is_dir()]
    return (*kept, *([data.resolve()] if data else []))


def plan_all(
    editions: Sequence[Edition], place: Place, options: Mapping[str, str], data: Path | None = None, every: bool = False
) -> list[Plan]:
    """
    Return the plans of all *editions*.

    Where *every* declared edition is asked for, *data* go only to those about their summit; the others keep theirs.
    What cannot be read is the problem of the plans that need it. Raises one error with everything else that is wrong
    with any of them: a UsageError if they are all of that kind.
    """
    if data:
        choices.require_dataset(data)
    plans, wrong = [], []
    known: inputs.Known = {}
    concerned = [not every or data is None or is_about(edition, place, data) for edition in editions]
    if data and not any(concerned):
        raise UsageError(
            f"no declared edition is about {choices.summit_id(data)}",
            where=str(data),
            next="Without --all and without an edition, --data builds a report about them.",
        )
    for edition, is_concerned in zip(editions, concerned, strict=True):
        try:
            plans.append(plan(edition, place, options, data if is_concerned else None, known))
        except DataError as error:
            plans.append(without_inputs(edition, place, error))
        except SummitReportError as error:
            wrong.append(error)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        kind = UsageError if all(isinstance(error, UsageError) for error in wrong) else SummitReportError
        raise kind("\n\n".join(map(str, wrong)))
    return plans


def is_about(edition: Edition, place: Place, data: Path) -> bool:
    """Tell whether the report of *edition* names the summit of *data*; data that name no summit go everywhere."""
    contract = parameters.read_contract(place.project / edition.notebook)
    named = named_summits({**{one.name: one.default for one in contract}, **edition.parameters})
    return choices.summit_id(data) in (None, *named)
