"""One table gives every word of the data one rung and one code of each foreign list, and none is left over."""

import pytest

from summit_report.analysis import crosswalk as cw
from summit_report.analysis import vocabularies as v
from summit_report.analysis.crosswalk import Code, Rung

VOCABULARIES = {
    cw.INSTRUMENT: v.AGREEMENT_INSTRUMENTS,
    cw.STATUS: v.AGREEMENT_STATUSES,
    cw.STAGE: v.STAGES,
    cw.MONEY_STATUS: v.FUNDING_STATUSES,
    cw.MONEY_INSTRUMENT: v.FUNDING_INSTRUMENTS,
}


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_value_stands_in_the_table_once(vocabulary):
    """The table has the values of each vocabulary, all of them and no other."""
    assert sorted(cw.values(vocabulary)) == sorted(VOCABULARIES[vocabulary])


def test_every_value_has_a_rung_or_a_rule():
    """No value is left over: it has a rung, and each line states the rule behind it."""
    assert all(one.rule for one in cw.TABLE)
    without = {(one.vocabulary, one.value) for one in cw.TABLE if one.rung is None}
    assert without == {(cw.STATUS, "signed"), (cw.STAGE, "delayed"), (cw.STAGE, "cancelled")} | {
        (cw.MONEY_INSTRUMENT, kind) for kind in v.FUNDING_INSTRUMENTS
    }


@pytest.mark.parametrize(
    ("system", "vocabularies"),
    [
        ("activity", (cw.STATUS, cw.STAGE)),
        ("transaction", (cw.MONEY_STATUS,)),
        ("aiddata", (cw.INSTRUMENT, cw.STATUS, cw.STAGE, cw.MONEY_STATUS)),
    ],
)
def test_values_and_codes_list_each_other(system, vocabularies):
    """Each value has exactly one code, each code lists exactly its values, and no code of the list stays empty."""
    listing = cw.listing(system)
    listed = [(one.vocabulary, one.value) for entries in listing.values() for one in entries]

    assert sorted(listed) == sorted((name, value) for name in vocabularies for value in VOCABULARIES[name])
    assert all(listing.values())


@pytest.mark.parametrize(("look_up", "vocabularies"), [(cw.activity_status, (cw.STATUS, cw.STAGE))])
def test_a_word_of_two_vocabularies_has_one_code(look_up, vocabularies):
    """ "unknown" is a status and a stage: both lines of the table agree, so that a look-up by the word is safe."""
    for name in vocabularies:
        for one in cw.TABLE:
            if one.vocabulary == name:
                assert look_up(one.value) == one.activity


def test_aiddata_words_agree_across_vocabularies():
    """A status or stage that stands in several vocabularies has the same AidData status in all."""
    for one in cw.TABLE:
        if one.vocabulary in (cw.STATUS, cw.STAGE, cw.MONEY_STATUS):
            assert cw.aiddata_status(one.value) == one.aiddata


def test_codes_are_those_of_the_lists():
    """The codes and names are those that IATI and the DAC publish."""
    assert cw.activity_status("under way") == Code("2", "Implementation")
    assert cw.activity_status("delayed") == Code("6", "Suspended")
    assert cw.transaction_type("pledged", "grant") == Code("12", "Outgoing Pledge")
    assert cw.transaction_type("committed", "loan") == Code("2", "Outgoing Commitment")
    assert cw.transaction_type("disbursed", "grant") == Code("3", "Disbursement")
    assert cw.finance_type("grant") == Code("110", "Standard grant")
    assert cw.finance_type("loan") == Code("421", "Standard loan")
    assert cw.finance_type("equity") == Code("510", "Common equity")


def test_what_is_no_finance_has_no_finance_type():
    """A contract value, and an instrument that may be several things, get no finance type."""
    kinds = ("investment", "trade finance", "contract value", "unspecified")
    assert [cw.finance_type(kind) for kind in kinds] == [None] * 4


@pytest.mark.parametrize("status", v.FUNDING_STATUSES)
def test_a_contract_value_is_no_transaction(status):
    """Nobody offers or owes it as funds: whoever sums by the code of pledges or commitments must not meet it."""
    assert cw.transaction_type(status, "contract value") is None


def test_projects_before_construction_have_words_of_their_own():
    """A proposal, a study and preparation are not yet under construction; above that the words are the same."""
    assert Rung.ANNOUNCED.of_projects == "not yet under construction"
    assert all(rung.of_projects == rung.words for rung in Rung if rung > Rung.ANNOUNCED)


def test_a_signed_paper_is_as_firm_as_its_instrument():
    """AidData's pipeline has pledges and commitments: a signed memorandum is the one, a signed agreement the other."""
    assert cw.aiddata_status("signed", "memorandum").name == "Pipeline: Pledge"
    assert cw.aiddata_status("signed", "agreement").name == "Pipeline: Commitment"
    assert cw.aiddata_status("signed").name == "Pipeline: Pledge"
    assert cw.aiddata_status("completed", "memorandum").name == "Completion"


def test_a_value_outside_the_vocabulary_is_named():
    """An unknown word raises ValueError with the words that are known."""
    with pytest.raises(ValueError, match="'promised' has no code in transaction; known: committed"):
        cw.transaction_type("promised", "grant")
    with pytest.raises(ValueError, match=r"'gift' is no value of funding\.instrument"):
        cw.finance_type("gift")


def test_rungs_rise_from_words_to_works():
    """The ladder has the order of the report, and each rung has its words."""
    assert [rung.words for rung in Rung] == [
        "announced",
        "memorandum or declaration",
        "agreement or programme",
        "contract",
        "funding committed",
        "under way",
        "in operation",
    ]
