"""What a notebook declares, and what becomes of the values it is given."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import write
from small_project import PARAMETERS, notebook

from summit_report.errors import UsageError
from summit_report.publishing.choices import currencies
from summit_report.publishing.kinds import KindError, parse_kind
from summit_report.publishing.parameters import Parameter, check_values, parse_options, read_contract


def contract(folder: Path, cell: str) -> tuple[Parameter, ...]:
    """Return the contract of a notebook in *folder* whose parameters cell is *cell*."""
    write(notebook("print(1)", tagged=cell), folder / "a.ipynb")
    return read_contract(folder / "a.ipynb")


def test_reads_name_type_default_and_help(tmp_path: Path) -> None:
    """Each line of the cell becomes one parameter, by type comment, annotation or the default alone."""
    found = contract(tmp_path, PARAMETERS + 'colour = "#ff0000"  # of bars\nday = "2025-06-17"  # type: date\n')
    assert [(p.name, str(p.kind), p.default) for p in found] == [
        ("summit", "str", "tiny-2030"),
        ("country", "str or None", None),
        ("relation", "'summit', 'follow-up'", "summit"),
        ("factor", "int", 3),
        ("colour", "str", "#ff0000"),
        ("day", "date", "2025-06-17"),
    ]
    assert found[1].help == "ISO code of a member; None = all"
    assert found[4].help == "of bars"


@pytest.mark.parametrize(
    "annotation", ["int | None", "Optional[int]", "typing.Optional[int]", "list[str]", "Optional[Literal['a', 'b']]"]
)
def test_understands_the_usual_ways_to_write_a_type(tmp_path: Path, annotation: str) -> None:
    """Modern and older spellings of a type are read as annotations and as type comments alike."""
    default = "[]" if annotation == "list[str]" else "None"
    annotated = contract(tmp_path, f"x: {annotation} = {default}")
    commented = contract(tmp_path, f"x = {default}  # type: {annotation}")
    assert annotated == commented


def test_never_runs_the_cell(tmp_path: Path) -> None:
    """A default that would have to be computed is refused, and nothing in the cell is executed."""
    target = tmp_path / "touched"
    with pytest.raises(UsageError) as caught:
        contract(tmp_path, f"x = open({str(target)!r}, 'w')\nimport os\ny = 1 + z")
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["line 1", "line 2", "line 3"]
    assert not target.exists()


def test_default_must_keep_its_own_type(tmp_path: Path) -> None:
    """A default outside of its own choices is told with its line."""
    with pytest.raises(UsageError, match=r"line 1: .c. is not one of a, b"):
        contract(tmp_path, 'x = "c"  # type: Literal["a","b"]')


def test_notebook_without_cell_takes_nothing(tmp_path: Path) -> None:
    """A notebook without the tagged cell has no parameters, and giving one says so."""
    write(notebook("print(1)"), tmp_path / "a.ipynb")
    assert read_contract(tmp_path / "a.ipynb") == ()
    with pytest.raises(UsageError, match="no cell tagged `parameters`"):
        check_values((), {}, {"x": "1"}, "a")


def test_all_problems_in_one_error(tmp_path: Path) -> None:
    """Misspelt names, wrong types, closed choices and values that the data do not know are listed together."""
    options = {"contry": "KAZ", "factor": "many", "relation": "none", "country": "FRA", "a;b": "1"}
    allowed = {"country": {"KAZ": "Kazakhstan"}}
    with pytest.raises(UsageError) as caught:
        check_values(contract(tmp_path, PARAMETERS), {}, options, "a", allowed)
    assert caught.value.problems == (
        "contry: no such parameter; did you mean country?",
        "factor: 'many' is not int",
        "relation: 'none' is not one of summit, follow-up",
        "country: 'FRA' is not one of KAZ (Kazakhstan)",
        "a;b: not a name that a parameter can have",
    )
    assert "Known: summit (str); country (str or None)" in str(caught.value)


NAMED = """\
country = None  # type: Optional[str]
sector = None  # type: Optional[str]
sectors = []  # type: list[str]
relation = "summit"  # type: Literal["summit","follow-up"]
"""
SECTORS = {
    "energy": "Energy (power, gas)",
    "trade": "Trade and customs",
    "rail-new": "Rail, new",
    "rail-old": "Rail, old",
}
ALLOWED = {"country": {"KAZ": "Kazakhstan", "UZB": "Uzbekistan"}, "sector": SECTORS, "sectors": SECTORS}


@pytest.mark.parametrize(
    ("name", "value", "near"),
    [
        ("country", "kazakstan", "KAZ"),
        ("sector", "enrgy", "energy"),
        ("sector", "rail", "rail-new or rail-old"),
    ],
)
def test_a_value_nearly_by_its_name_is_asked_about(tmp_path: Path, name: str, value: str, near: str) -> None:
    """Whoever nearly gives the printed name for a code, or one that two codes share, is asked about each."""
    with pytest.raises(UsageError) as caught:
        check_values(contract(tmp_path, NAMED), {}, {name: value}, "a", ALLOWED)
    assert caught.value.problems[0].endswith(f"; did you mean {near}?")


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("country", "Kazakhstan", "KAZ"),
        ("country", "uzb", "UZB"),
        ("country", " uzbekistan ", "UZB"),
        ("sector", "Energy", "energy"),
        ("sector", "trade and Customs", "trade"),
        ("sector", "Rail, old", "rail-old"),
        ("relation", "Follow-up", "follow-up"),
        ("sectors", "[Energy, TRADE]", ["energy", "trade"]),
    ],
)
def test_a_value_by_its_name_is_taken(tmp_path: Path, name: str, typed: str, meant: object) -> None:
    """A code in any case, or a name that only one code has, is that code, as a person would read it."""
    assert check_values(contract(tmp_path, NAMED), {}, {name: typed}, "a", ALLOWED) == {name: meant}


def test_converts_text_by_the_declared_type(tmp_path: Path) -> None:
    """Text from the command line becomes the declared type, and text stays text."""
    cell = "a = '007'\nb = 1\nc = 1.0\nd = True\ne = []  # type: list[str]\nf = None  # type: Optional[date]"
    options = {"a": "1_0", "b": "7", "c": "2", "d": "no", "e": "[x, 'y']", "f": "20250617"}
    assert check_values(contract(tmp_path, cell), {}, options, "a") == {
        "a": "1_0", "b": 7, "c": 2.0, "d": False, "e": ["x", "y"], "f": "2025-06-17",
    }  # fmt: skip


@pytest.mark.parametrize("word", ["None", "null", "none"])
def test_none_where_it_is_allowed(tmp_path: Path, word: str) -> None:
    """None can be given where the type allows it; elsewhere the word is text."""
    values = check_values(contract(tmp_path, PARAMETERS), {}, {"country": word, "summit": word}, "a")
    assert values == {"country": None, "summit": word}


def test_typed_value_that_yaml_misread_is_refused(tmp_path: Path) -> None:
    """Norway's code `NO`, which YAML reads as false, is refused with the cure."""
    with pytest.raises(UsageError, match=r"False is not str or None \(put it in quotes\)"):
        check_values(contract(tmp_path, PARAMETERS), {"country": False}, {}, "a")


@given(st.text())
def test_text_stays_as_given(text: str) -> None:
    """No text is changed on its way into a parameter of type str."""
    assert parse_kind("str").parse(text) == text


@given(st.integers())
def test_whole_numbers_come_back(number: int) -> None:
    """Every whole number written as text is read as itself."""
    assert parse_kind("int").parse(str(number)) == number


@given(st.dates())
def test_days_come_back_as_iso_text(day: object) -> None:
    """Every day is kept in the form in which papermill can write it into a notebook."""
    assert parse_kind("date").parse(str(day)) == str(day)


@given(st.sampled_from(sorted(currencies())))
def test_many_codes_do_not_mind_capitals(code: str) -> None:
    """A code of the many known ones, written small, is the code; with a letter too much, it is the nearest."""
    money, allowed = (Parameter("currency", parse_kind("str"), "USD", ""),), {"currency": currencies()}
    assert check_values(money, {}, {"currency": code.lower()}, "a", allowed) == {"currency": code}
    with pytest.raises(UsageError, match=f"near: {code} "):
        check_values(money, {}, {"currency": f"{code.lower()}~"}, "a", allowed)


def test_only_money_is_a_currency() -> None:
    """Metals, units of account and test codes cannot be chosen; the francs and dollars that begin with X can."""
    assert {"XAF", "XCD", "XOF", "XPF", "USD", "KZT"} <= set(currencies())
    assert {"XXX", "XTS", "XAU", "XAG", "XDR", "XBA", "XUA"}.isdisjoint(currencies())


def test_option_given_twice() -> None:
    """A name with two values is refused, for one of them would be lost without a word."""
    with pytest.raises(UsageError) as caught:
        parse_options(("country=KAZ", "factor=3", "country =UZB"))
    assert caught.value.problems == ("country",)


def test_option_without_a_name() -> None:
    """Only NAME=VALUE is understood; the value may hold further equals signs or nothing."""
    assert parse_options(("a=b=c", "d=")) == {"a": "b=c", "d": ""}
    with pytest.raises(UsageError, match="NAME=VALUE"):
        parse_options(("KAZ", "=x"))


@pytest.mark.parametrize("text", ["[a, b", "a, b]"])
def test_half_a_pair_of_brackets_is_refused(text):
    """A list that opens and does not close is a slip of typing, and is not guessed."""
    with pytest.raises(KindError, match="one bracket without the other"):
        parse_kind("list[str]").parse(text)
