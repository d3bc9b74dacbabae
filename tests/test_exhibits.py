"""Labels, evidence and the way back from it."""

import pytest

from summit_report import blocks
from summit_report.analysis.exhibits import (
    Exhibit,
    Line,
    Registry,
    column,
    exhibit,
    heading,
    joined,
    note,
    paragraph,
    row,
    sentence,
)


@pytest.fixture
def registry():
    return Registry()


def record(registry, name="documents", value="4"):
    lines = [Line("Signed", "3", ("A1",)), Line("Announced", "1", ("A2", "A3"))]
    return registry.entry(name, "Documents", value, "Sum of documents.", lines)


def test_labels_follow_the_order_of_first_use(registry):
    """Each kind of label counts for itself, in the order in which names come up."""
    labels = [registry.label("Figure", "a"), registry.label("Table", "a"), registry.label("Figure", "b")]

    assert labels == ["Figure 1", "Table 1", "Figure 2"]
    assert registry.label("E", "a") == "E1"


def test_a_cell_that_runs_again_keeps_its_labels(registry):
    """Figures and evidence keep their numbers when a notebook's cell is run twice or out of order."""
    first = [registry.label("Figure", "a"), registry.label("Figure", "b"), record(registry).label]

    again = [registry.label("Figure", "b"), registry.label("Figure", "a"), record(registry).label]

    assert again == [first[1], first[0], first[2]]
    assert list(registry.entries) == ["documents"]


def test_the_last_run_of_a_cell_is_what_the_evidence_says(registry):
    """Recording a name again replaces what stood behind it."""
    record(registry)

    record(registry, value="5")

    assert registry.entries["documents"].value == "5"


def test_numbers_lead_to_their_evidence(registry):
    """A number links to its entry, or to the line that holds it, and both anchors stand in the entry's block."""
    entry = record(registry)

    [whole], [line] = entry.number("4"), entry.number("1", 1)

    assert whole == {"text": "4", "ref": entry.block()["id"]}
    assert line == {"text": "1", "ref": entry.block()["lines"][1]["id"]}


def test_an_entry_names_rule_and_rows(registry):
    """The block of an entry carries the rule, each line's value and the keys of its rows."""
    block = record(registry).block()

    assert (block["label"], block["value"], block["rule"]) == ("E1", "4", "Sum of documents.")
    assert [(line["label"], line["value"], line["rows"]) for line in block["lines"]] == [
        ("Signed", "3", ["A1"]),
        ("Announced", "1", ["A2", "A3"]),
    ]


def test_evidence_leads_back_to_where_it_is_printed(registry):
    """An entry lists each place that uses it once, however often the cell ran, and an unused one lists none."""
    entry, unused = record(registry), record(registry, "unused")

    for _ in range(2):
        registry.use([entry], "fig-a", "Figure 1")
        registry.use([entry], "finding-1", "Finding 1")

    assert registry.used_in(entry) == [
        {"ref": "fig-a", "label": "Figure 1"},
        {"ref": "finding-1", "label": "Finding 1"},
    ]
    assert registry.used_in(unused) == []


def test_two_reports_share_no_labels():
    """Each report counts from one."""
    one, other = Registry(), Registry()

    one.label("Figure", "a")

    assert other.label("Figure", "b") == "Figure 1"


def test_a_sentence_fills_its_places_in_order():
    """Values stand where the template has its places; text and runs mix."""
    run = {"text": "4", "ref": "e-documents"}

    assert sentence("{} of {} are signed.", [run], "5 papers") == [run, " of ", "5 papers", " are signed."]
    assert sentence("{}", run) == [run]


@pytest.mark.parametrize(("template", "values"), [("{} and {}", ["one"]), ("none", ["one"]), ("{}", ["one", "two"])])
def test_a_sentence_wants_as_many_values_as_places(template, values):
    """A value too many or too few is an error that names the template, and not a gap in the report."""
    with pytest.raises(ValueError, match="values") as caught:
        sentence(template, *values)

    assert repr(template) in str(caught.value)


def test_braces_in_a_value_stay_text():
    """What a dataset says is never read as a template."""
    assert blocks.plain(sentence("{} is it.", "A {} title")) == "A {} title is it."


def test_sentences_join_with_a_space():
    """A paragraph puts one space between its sentences."""
    assert blocks.plain(joined(["One.", sentence("{} two.", "And"), {"text": "Three."}])) == "One. And two. Three."


def test_an_exhibit_is_flat():
    """Exhibits put together are one list of blocks in reading order."""
    inner = exhibit(note("a"), note("b"))

    assert [block["text"] for block in exhibit(note("0"), inner, exhibit()).blocks] == ["0", "a", "b"]


def test_an_exhibit_shows_itself_anywhere(registry):
    """A notebook cell gets the blocks as data, as HTML and as text."""
    shown = exhibit(paragraph("Four documents.", evidence=[record(registry)]), heading("h", "More"))

    bundle = shown._repr_mimebundle_()

    assert bundle[blocks.MIME]["blocks"] == list(shown.blocks)
    assert "Four documents." in bundle["text/html"]
    assert "Four documents." in bundle["text/plain"]


def test_a_table_is_columns_and_rows():
    """Columns and rows are what the contract wants, and carry what else is said of them."""
    block = {
        "kind": "table",
        "id": "t",
        "label": "Table 1",
        "title": "T",
        "columns": [column("Kind"), column("Number", "right", unit="USD")],
        "rows": [row("Loan", "1"), row("All", "1", kind="total")],
    }

    blocks.check([block])

    assert block["columns"][1] == {"label": "Number", "align": "right", "unit": "USD"}
    assert [one.get("kind") for one in block["rows"]] == [None, "total"]


def test_an_exhibit_cannot_be_changed():
    """What a cell returned stays as it is."""
    with pytest.raises(AttributeError):
        Exhibit(()).blocks = ()
