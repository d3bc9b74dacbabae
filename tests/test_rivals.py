"""Rival claims stay side by side, and the one a report uses is computed."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import edit, write_tiny

from summit_report.analysis.dataset import load
from summit_report.analysis.measures import rivals as rv
from summit_report.analysis.measures.questions import questions
from summit_report.analysis.report import Report
from summit_report.analysis.sections import rival_words, rivals
from summit_report.blocks import to_text

USED_TWELVE = "12, in the count of documents: China Central Television, the source of the entry"
DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return load(write_tiny(tmp_path_factory.mktemp("rivals")))


@pytest.fixture(scope="module")
def astana():
    return Report(DATA / "astana-2025")


def claims(*rows):
    """Make claims of (subject, measure, value, qualifier, text, unit, source)."""
    columns = ["subject", "measure", "value", "qualifier", "text", "unit", "source_id"]
    return pd.DataFrame(rows, columns=columns, index=[f"C{i}" for i in range(len(rows))]).assign(disowned=pd.NA)


def said(value, qualifier="exact", text=None, unit="km", measure="length", source="S1"):
    return ("Railway", measure, value, qualifier, text, unit, source)


def asked(report, subject, measure):
    return next(one for one in questions(report.dataset.claims) if (one.subject, one.measure) == (subject, measure))


def test_several_answers_are_one_question():
    """Claims with one subject and measure are one question; the same answer twice is one answer of two sources."""
    [question] = questions(claims(said(8.0), said(5.0, source="S2"), said(8.0, source="S3")))

    assert [(answer.value, answer.claims, answer.sources) for answer in question.answers] == [
        (5.0, ("C1",), ("S2",)),
        (8.0, ("C0", "C2"), ("S1", "S3")),
    ]


def test_units_are_not_mixed():
    """500 km and 30 tunnels answer different questions, and neither has a rival."""
    assert questions(claims(said(500.0), said(30.0, unit="tunnels"))) == ()


def test_the_word_before_a_number_makes_another_answer():
    """24 and more than 24 are two answers whose numbers do not differ."""
    [question] = questions(claims(said(24.0), said(24.0, "more than")))

    assert (len(question.answers), question.numbers_differ) == (2, False)


def test_a_text_may_be_a_range():
    """ "25 to 30" is a range; any other text has no bounds."""
    [question] = questions(claims(said(25.0), said(None, None, "25 to 30"), said(None, None, "many")))

    assert [answer.bounds and (answer.bounds.low, answer.bounds.high) for answer in question.answers] == [
        (25.0, 25.0),
        (25.0, 30.0),
        None,
    ]


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["exact", "more than", "up to"])), max_size=8))
def test_no_claim_is_lost(given_answers):
    """Every claim of a question stands under one of its answers, and answers differ from each other."""
    table = claims(*(said(float(value), word) for value, word in given_answers))

    found = questions(table, answers=1)

    assert sorted(key for question in found for key in question.claims) == sorted(table.index)
    assert len(set(given_answers)) == sum(len(question.answers) for question in found)


def test_the_answer_that_agrees_with_a_counted_row_is_used(tiny):
    """Three documents are counted on the word of a source that speaks on the subject: that answer is used."""
    [question] = questions(tiny.claims)

    found = rv.used(tiny, question)

    assert (found.answer.value, found.table, found.row) == (3.0, "agreements", "T-A1")


def test_no_agreement_no_use(tmp_path):
    """Where no answer equals a counted value, or its source does not speak on the subject, none enters a total."""
    folder = write_tiny(tmp_path)
    edit(folder, "claims.csv", "count,3,exact", "count,5,exact")
    dataset = load(folder)

    assert rv.used(dataset, questions(dataset.claims)[0]) is None


@pytest.mark.parametrize(
    "changes",
    [
        [("claims.csv", "Documents of China and Kazakhstan", "Documents of the summit")],
        [("claims.csv", "Documents of China and Kazakhstan", "Documents of China and Uzbekistan")],
        [
            ("summit.yaml", "UZB", "NGA"),
            ("agreements.csv", "UZB", "NGA"),
            ("agreements.csv", "KAZ", "NER"),
            ("summit.yaml", "KAZ", "NER"),
            ("funding.csv", "UZB", "NGA"),
            ("funding.csv", "KAZ", "NER"),
            ("projects.csv", "UZB", "NGA"),
            ("projects.csv", "KAZ", "NER"),
            ("trade.csv", "UZB", "NGA"),
            ("trade.csv", "KAZ", "NER"),
            ("claims.csv", "Documents of China and Kazakhstan", "Documents of China and Nigeria"),
        ],
        [
            (
                "agreements.csv",
                "\n",
                "\nT-A9,Other papers,other,bilateral,CHN;KAZ,energy,,,signed,summit,3,,,T-S1,para 9,\n",
            )
        ],
        [("agreements.csv", "summit,3,", "summit,1,"), ("claims.csv", "count,3,", "count,1,")],
    ],
    ids=["the whole summit", "another country", "Nigeria is not Niger", "two rows agree", "a single document"],
)
def test_an_equal_number_alone_is_no_answer(tmp_path, changes):
    """A number that happens to equal a package's lends it no word: the question must name that row and no other."""
    folder = write_tiny(tmp_path)
    for file, old, new in changes:
        text = (folder / file).read_text()
        (folder / file).write_text(text.replace(old, new, 1 if old == "\n" else -1))
    dataset = load(folder)

    assert rv.used(dataset, questions(dataset.claims)[0]) is None
    assert "T-A1" not in rv.uses(dataset)


@pytest.mark.parametrize(
    ("agreement", "funding", "used"),
    [("T-A9", "", "T-A9"), ("T-A1", "", "T-A1"), ("T-A5", "", None), ("", "T-F1", None), ("", "", None)],
)
def test_a_claim_says_by_key_which_row_it_speaks_of(tmp_path, agreement, funding, used):
    """Of two packages of three, that with the key is meant, whatever the words; a row of another number never is."""
    folder = write_tiny(tmp_path)
    package = "\nT-A9,Other papers,other,bilateral,CHN;KAZ,energy,,,signed,summit,3,,,T-S1,para 9,\n"
    file = folder / "agreements.csv"
    file.write_text(file.read_text().replace("\n", package, 1))
    head, claim, *others = (folder / "claims.csv").read_text().splitlines()
    lines = [f"{head},agreement_id,funding_id", f"{claim},{agreement},{funding}", *(f"{one},," for one in others)]
    (folder / "claims.csv").write_text("\n".join(lines).replace("Documents of China and", "Papers about") + "\n")
    dataset = load(folder)

    found = rv.used(dataset, questions(dataset.claims)[0])
    assert (found.row if found else None) == used


@pytest.mark.parametrize(
    ("subject", "measure", "value", "qualifier", "row"),
    [
        ("Multilateral documents of the summit", "count of multilateral documents", 12, "exact", "A092"),
        ("Kazakhstan–China documents of 16 June 2025", "count of bilateral documents", 24, "exact", "A038"),
        ("Commercial documents of the industrial and investment forum", "value", 24, "exact", "F021"),
        ("Follow-up Business Council, Beijing, September 2025", "value", 15, "more than", "F026"),
        ("China–Kyrgyzstan–Uzbekistan railway", "loan amount", 2.3, "approximately", "F013"),
        ("China–Kyrgyzstan–Uzbekistan railway", "total cost", 4.7, "approximately", "P001"),
    ],
)
def test_which_value_is_used(astana, subject, measure, value, qualifier, row):
    """The value used is that of the row which counts: the loan is not the cost, more than 15 is not 15."""
    found = rv.used(astana.dataset, asked(astana, subject, measure))

    assert (found.answer.value, found.answer.qualifier, found.row) == (value, qualifier, row)


@pytest.mark.parametrize(
    ("subject", "measure"),
    [("Grant pledge", "dollar equivalent"), ("China–Kyrgyzstan–Uzbekistan railway", "tunnels")],
)
def test_what_enters_no_total(astana, subject, measure):
    """A stated equivalent is never mixed in, and a number of tunnels is in no total."""
    assert rv.used(astana.dataset, asked(astana, subject, measure)) is None


def test_the_sides_differ(astana):
    """China's voice counts more than 10 where others count 24; two third parties differing are no two sides."""
    sources = astana.dataset.sources

    assert rv.sides_differ(
        sources, asked(astana, "Kazakhstan–China documents of 16 June 2025", "count of bilateral documents")
    )
    assert not rv.sides_differ(sources, asked(astana, "China–Central Asia trade", "trade in 2024"))


def read(inline):
    return (
        inline if isinstance(inline, str) else "".join(run if isinstance(run, str) else run["text"] for run in inline)
    )


def test_who_says_twelve_and_who_says_fourteen(astana):
    """The table names the sources of 12 and of 14, with China's voice, and counts a copy as no source of its own."""
    [table] = [block for block in rivals.numbers(astana).blocks if block["kind"] == "table"]
    [row] = [row for row in table["rows"] if row["cells"][0].startswith("Multilateral documents")]

    assert read(row["cells"][1]) == (
        "12: China Central Television (China’s voice), Kuwait News Agency (citing Xinhua) and Daryo; 14: datnews.info"
    )
    assert row["cells"][2:] == ["3 of 4", USED_TWELVE]


def test_texts_that_cite_one_publisher_are_one_source(astana):
    """Four texts on the value of the 58 documents come from Kazinform, cited once, and from one other publisher."""
    [table] = [block for block in rivals.numbers(astana).blocks if block["kind"] == "table"]
    [row] = [row for row in table["rows"] if row["cells"][0].endswith("investment forum: value (USD bn)")]

    assert row["cells"][2] == "2 of 4"


def test_the_paragraph_counts_and_tells_the_widest(astana):
    """How many questions, in how many the sides differ, the two furthest apart, and what is disowned and why."""
    [paragraph] = [block for block in rivals.numbers(astana).blocks if block["kind"] == "paragraphs"]

    assert read(paragraph["items"][0]).endswith(
        "Furthest apart: China–Kyrgyzstan–Uzbekistan railway: total cost (USD bn), about 4.5 according to Metal News "
        "BD, but about 8 according to News Central Asia and Fergana News; China–Central Asia trade: trade in 2024 (USD "
        "bn), 66.2 according to The Times of Central Asia, but 94.82 according to The Astana Times. Disowned, and so "
        "in no range: China–Kyrgyzstan–Uzbekistan railway: loan amount (USD bn), 4.7 according to Caliber.Az (The "
        "headline confuses the project cost with the loan; the same page gives about 2.3 bn further down)."
    )


def test_dates_are_written_out(astana):
    """A date among the answers is worded; the other answers in words stay as they are."""
    [table] = [block for block in rivals.texts(astana).blocks if block["kind"] == "table"]
    [row] = [row for row in table["rows"] if row["cells"][0].endswith("construction start")]

    assert [run["text"] for run in row["cells"][1] if isinstance(run, dict)] == [
        "July 2025",
        "27 December 2024",
        "announced at the Astana summit",
    ]


@pytest.mark.parametrize(
    ("first", "second", "excluding"),
    [
        ((24.0, "exact"), (10.0, "more than"), False),
        ((12.0, "exact"), (14.0, "exact"), True),
        ((2.3, "up to"), (4.7, "exact"), True),
        ((30.0, "more than"), (50.0, "more than"), False),
        ((24.0, "exact"), (24.0, "more than"), True),
        ((24.0, "exact"), (24.0, "at least"), False),
        ((25.0, "exact"), (25.0, "nearly"), True),
        ((2.3, "approximately"), (2.3, "up to"), False),
        ((24.0, "more than"), (25.0, "nearly"), False),
        ((24.0, "more than"), (24.0, "nearly"), True),
        ((58.0, "exact"), (60.0, "approximately"), True),
    ],
)
def test_answers_that_can_all_be_true(first, second, excluding):
    """24 is more than 10 but never more than 24; "at least" and "up to" include their number, "about" is it alone."""
    [question] = questions(claims(said(*first), said(*second, source="S2")))

    assert question.excluding is excluding


def test_answers_that_differ_in_a_word_are_told_as_such(astana):
    """24, more than 24 and nearly 25 exclude each other; 15 and more than 15 differ in the word alone."""
    table = next(one for one in rivals.numbers(astana).blocks if one["kind"] == "figure")["data"]
    apart = {row["cells"][1]: row["cells"][2] for row in table["rows"]}

    assert apart["24 · more than 24 · nearly 25"] == "4.2%"
    assert apart["15 · more than 15"] == rivals.WORD
    assert apart["more than 10 · 24"] == rivals.AGREE


def test_the_used_answer_names_the_source_of_its_entry(astana):
    """Whose number is used is no circle: it is that of the source on which the counted entry rests."""
    said = rival_words.used(astana, asked(astana, "China–Kyrgyzstan–Uzbekistan railway", "loan amount"))

    assert said == "about 2.3, in the loan total: Trend News Agency, the source of the entry"


def test_a_year_is_no_quantity():
    """2030 is not 0.1% more than 2028."""
    [question] = questions(claims(said(2028.0, unit="year"), said(2030.0, unit="year", source="S2")))

    assert question.spread == 1.0


def test_each_value_leads_to_its_claims(astana):
    """Every answer printed in the table opens the line with the claims that give it."""
    exhibit = rivals.numbers(astana)
    [table] = [block for block in exhibit.blocks if block["kind"] == "table"]
    lines = {line["id"]: line for entry in table["evidence"] for line in entry["lines"]}

    runs = [run for row in table["rows"] for run in row["cells"][1] if isinstance(run, dict)]

    assert runs and all(lines[run["ref"]]["label"].find(run["text"]) >= 0 for run in runs)


@pytest.mark.parametrize("narrow", [{"country": "TKM"}, {"sector": "health"}, {"sector": "transport"}])
def test_narrow_views_ask_fewer_questions(narrow):
    """A view on one country or sector shows the questions of its rows, or says that there are none."""
    report = Report(DATA / "astana-2025", **narrow)
    whole = set(questions(report.dataset.claims))

    assert set(rv.asked(report.view)) < whole
    assert rivals.numbers(report).blocks and rivals.texts(report).blocks


def test_a_disowned_claim_is_in_no_range(astana):
    """The headline that takes the railway's cost for its loan rivals nobody, in no row of figure and table."""
    question = asked(astana, "China–Kyrgyzstan–Uzbekistan railway", "loan amount")
    exhibits = [to_text(block) for block in rivals.numbers(astana).blocks if block["kind"] == "table"]
    lines = [line for text in exhibits for line in text.splitlines() if "railway: loan amount" in line]

    assert max(answer.value for answer in question.answers) == 2.35
    assert [(slip.value, slip.claims) for slip in question.disowned] == [(4.7, ("C075",))]
    assert lines
    assert not any("4.7" in line for line in lines)


def test_what_only_disowned_claims_say_is_no_question():
    """A slip beside one other answer leaves nothing that rivals it."""
    table = claims(said(4.7), said(2.3, source="S2")).assign(disowned=["yes", pd.NA])

    [question] = questions(table, answers=1)

    assert questions(table) == ()
    assert [answer.value for answer in question.answers] == [2.3]
