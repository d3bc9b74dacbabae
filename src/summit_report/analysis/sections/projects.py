"""Projects: how far they are, by sector; when they are due; what they cost where that is known."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd

from summit_report.analysis import figures
from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import (
    Block,
    Entry,
    Exhibit,
    Inline,
    Line,
    column,
    exhibit,
    note,
    paragraph,
    row,
    sentence,
)
from summit_report.analysis.measures import projects as pp
from summit_report.analysis.report import Report, plain_table
from summit_report.analysis.sections.common import day, item, places, projects_counted
from summit_report.analysis.sections.filled import filled
from summit_report.analysis.sections.limits import left_out
from summit_report.analysis.sections.ratios import ratio_evidence
from summit_report.analysis.sections.remarks import named
from summit_report.analysis.sections.tables import needs

MOST_ADVANCED_FIRST = (
    "operating",
    "construction",
    "preparation",
    "feasibility",
    "proposed",
    "delayed",
    "cancelled",
    "unknown",
)
FULL = 8  # the count at which a cell is drawn darkest: a handful of projects stays light
STAGE_RULE = "Count of projects, each described once; the stage is the latest that the row's source supports."


def stages_entry(report: Report, projects: pd.DataFrame) -> Entry:
    """Record the evidence of the number of *projects* at each stage."""
    lines = [
        Line(w.capital(stage), w.number(len(keys)), tuple(keys))
        for stage in pp.STAGES
        if len(keys := projects.index[(projects["stage"] == stage).to_numpy(dtype=bool, na_value=False)])
    ]
    return report.entry("stages", f"Projects by stage{report.scope}", w.number(len(projects)), STAGE_RULE, lines)


@needs("projects", told=True)
def overview(report: Report) -> Exhibit:
    """Say how many projects there are and what is known of them, and draw stage by sector."""
    projects = report.view.projects
    if projects.empty:
        return exhibit(note(f"No project{report.scope} {report.came} in this dataset."))
    entry = stages_entry(report, projects)
    return exhibit(_known(report, projects, entry), _figure(report, projects, entry))


def _known(report: Report, projects: pd.DataFrame, entry: Entry) -> Block:
    silence = known_entry(report, projects)
    report.registry.use([entry, silence], "par-projects", "Projects in words")
    if len(projects) == 1:
        cost, date = (
            silence.number(f"{'no' if line.value == '0' else 'a'} {name}", i)
            for i, (line, name) in enumerate(zip(silence.lines, ("cost", "target date"), strict=True))
        )
        one = sentence(
            "{}{} {}: {} and {} are stated.",
            entry.number(projects_counted(projects)),
            report.scope,
            report.came,
            cost,
            date,
        )
        return {**paragraph(one, evidence=[entry, silence]), "id": "par-projects"}
    text = sentence(
        "{}{} {}: a cost is stated for {} of them, a target date for {}.",
        entry.number(projects_counted(projects)),
        report.scope,
        report.came,
        *(silence.number("none" if line.value == "0" else line.value, i) for i, line in enumerate(silence.lines)),
    )
    return {**paragraph(text, evidence=[entry, silence]), "id": "par-projects"}


def known_entry(report: Report, projects: pd.DataFrame) -> Entry:
    """Record the evidence of how many *projects* have a cost and a target date."""
    known = {"With a cost": pp.known(projects, "cost"), "With a target date": pp.known(projects, "target_completion")}
    lines = [Line(label, w.number(len(keys)), keys) for label, keys in known.items()]
    return report.entry(
        "projects-known", "What is known of the projects", "", "Count of projects whose cell is filled.", lines
    )


def _figure(report: Report, projects: pd.DataFrame, entry: Entry) -> Block:
    table = pp.stages(projects)
    table.index = pd.Index([report.short_sector(code) for code in table.index])
    table.columns = pd.Index([w.capital(stage) for stage in table.columns])
    advanced = int(projects["stage"].isin(["construction", "operating"]).sum())
    share = f"{advanced or 'None'} of {w.number(len(projects))} projects" if len(projects) > 1 else "The only project"
    verb = ("is" if advanced < 2 else "are") + ("" if advanced or len(projects) > 1 else " not")
    words = report.words(
        f"{share} {verb} under construction or operating",
        f"{report.that_came('Projects')}, by sector and stage; parts of projects stand beside the whole.",
    )
    twin = plain_table(
        words.title,
        [column("Sector"), *(column(stage, "right") for stage in table.columns)],
        [
            row(str(name), *(str(value or "") for value in values))
            for name, values in zip(table.index, table.to_numpy(), strict=True)
        ],
    )
    high = figures.grid_that_fits(list(table.index), list(table.columns), words)[0]
    caption = "Projects by sector and stage, from proposal to operation." + left_out(high, len(table), "sectors")
    alt = "; ".join(f"{line.label}: {line.value}" for line in entry.lines) + "."
    return report.figure(
        "stages",
        partial(figures.heatmap, table.iloc[:high], words, full=max(FULL, int(table.to_numpy().max()))),
        words,
        caption,
        alt,
        twin,
        [entry],
    )


def listing(report: Report) -> Exhibit:
    """List the projects with stage, target date and cost as stated."""
    projects = report.view.projects
    if projects.empty:
        return exhibit()
    rank = projects["stage"].map(MOST_ADVANCED_FIRST.index)
    ordered = projects.assign(rank=rank).sort_values(["rank", "project_id"], kind="stable")
    costs = {
        str(key): item(report, report.purse.cost(project))
        for key, project in ordered.iterrows()
        if pd.notna(project["cost"])
    }
    entry = report.entry(
        "projects",
        f"The projects{report.scope}",
        w.number(len(projects)),
        "One row of the dataset each; a cost is as stated, with its qualifier, and never added.",
        [
            Line("Projects", w.number(len(projects)), tuple(ordered.index)),
            *(Line(f"Cost: {report.row(key)[1]['title']}", words, (key,)) for key, words in costs.items()),
        ],
    )
    price = {key: entry.number(words, i) for i, (key, words) in enumerate(costs.items(), start=1)}
    body = [_project_row(report, str(key), project, price) for key, project in ordered.iterrows()]
    columns, body, left_out = filled(
        [
            column("Project", width=6),
            column("Countries", width=2),
            column("Stage", width=2),
            column("Target date", width=2),
            column("Cost", "right", width=3),
        ],
        body,
    )
    notes = [f"No source used states a {label.lower()} for any of them." for label in left_out]
    notes.append(
        "An empty cell means that no source used states it. Costs are not added: parts and wholes stand side by side."
    )
    evidence = [entry, *ratio_evidence(report, map(str, ordered.index))]
    return exhibit(
        report.table("projects", report.that_came("Projects"), columns, body, notes=notes, evidence=evidence)
    )


def _project_row(report: Report, key: str, project: pd.Series, price: Mapping[str, Inline]) -> dict:
    return row(
        named(report, key),
        places(report, project["countries"]),
        w.capital(project["stage"]),
        day(project["target_completion"]),
        price.get(key, ""),
    )
