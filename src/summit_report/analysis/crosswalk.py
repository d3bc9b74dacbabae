"""
One table from this project's words to rungs of the firmness ladder and to the codes of the field.

How firm is a paper, a project or a sum of money? Every value of five vocabularies stands here once, with its rung or
the rule that gives it one, and with the one code that each foreign list has for it:

* IATI ActivityStatus 1-6 and TransactionType 2, 3, 12 (11 and 13 are the recipient's view of 2 and 12):
  github.com/IATI/IATI-Codelists, xml/ActivityStatus.xml and xml/TransactionType.xml;
* DAC finance types as replicated by IATI: github.com/IATI/IATI-Codelists-NonEmbedded, xml/FinanceType.xml;
* AidData's six statuses as tabulated for its GCDF 3.0.

Two rules decide every doubtful case. A value never says more than it guarantees: a package or a paper of unstated kind
("other") may be a memorandum, so it stands where a memorandum stands. And an unknown status is the least: announced.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache


class Rung(IntEnum):
    """How firm something is, from words to works; each rung is firmer than the one before."""

    ANNOUNCED = 1
    MEMORANDUM = 2
    AGREEMENT = 3
    CONTRACT = 4
    FINANCED = 5
    UNDER_WAY = 6
    IN_OPERATION = 7

    @property
    def words(self) -> str:
        """The level as the report prints it."""
        return _RUNG_WORDS[self]

    @property
    def of_projects(self) -> str:
        """The level as the report prints it of a project: the lowest holds proposals, studies and preparation."""
        return "not yet under construction" if self is Rung.ANNOUNCED else self.words

    @property
    def short(self) -> str:
        """The rung in the few words that fit over a column."""
        return self.words.split(" or ")[0].removeprefix("in ")


_RUNG_WORDS = {
    Rung.ANNOUNCED: "announced",
    Rung.MEMORANDUM: "memorandum or declaration",
    Rung.AGREEMENT: "agreement or programme",
    Rung.CONTRACT: "contract",
    Rung.FINANCED: "funding committed",
    Rung.UNDER_WAY: "under way",
    Rung.IN_OPERATION: "in operation",
}


@dataclass(frozen=True)
class Code:
    """One entry of a foreign code list; AidData's statuses have no number, their *code* is their *name*."""

    code: str
    name: str


PIPELINE = Code("1", "Pipeline/identification")
IMPLEMENTATION = Code("2", "Implementation")
FINALISATION = Code("3", "Finalisation")
CLOSED = Code("4", "Closed")
CANCELLED = Code("5", "Cancelled")
SUSPENDED = Code("6", "Suspended")
ACTIVITY_STATUSES = (PIPELINE, IMPLEMENTATION, FINALISATION, CLOSED, CANCELLED, SUSPENDED)

OUTGOING_COMMITMENT = Code("2", "Outgoing Commitment")
DISBURSEMENT = Code("3", "Disbursement")
OUTGOING_PLEDGE = Code("12", "Outgoing Pledge")
TRANSACTION_TYPES = (OUTGOING_COMMITMENT, DISBURSEMENT, OUTGOING_PLEDGE)

AID_PLEDGE, AID_COMMITMENT, AID_IMPLEMENTATION, AID_COMPLETION, AID_SUSPENDED, AID_CANCELLED = AIDDATA_STATUSES = tuple(
    Code(name, name)
    for name in (
        "Pipeline: Pledge",
        "Pipeline: Commitment",
        "Implementation",
        "Completion",
        "Suspended",
        "Cancelled",
    )
)

GRANT = Code("110", "Standard grant")
LOAN = Code("421", "Standard loan")
EQUITY = Code("510", "Common equity")
FINANCE_TYPES = (GRANT, LOAN, EQUITY)


@dataclass(frozen=True)
class Entry:
    """
    One *value* of a *vocabulary* ("table.column"): its *rung*, None where *rule* says how another cell gives it.

    *activity*, *transaction*, *finance* and *aiddata* are its codes, None where the list has nothing for this column.
    """

    vocabulary: str
    value: str
    rung: Rung | None
    rule: str
    activity: Code | None = None
    transaction: Code | None = None
    finance: Code | None = None
    aiddata: Code | None = None


CONTRACT_VALUE = "contract value"
INSTRUMENT, STATUS, STAGE = "agreements.instrument", "agreements.status", "projects.stage"
MONEY_STATUS, MONEY_INSTRUMENT = "funding.status", "funding.instrument"

_BINDING = "binds its parties once signed"
_INTENT = "states an intention and owes nothing that can be claimed"
_NO_RUNG = "the kind of money does not say how firm it is; the status of the row does"

TABLE: tuple[Entry, ...] = (
    # The rung and AidData status of a paper that is signed; the status below decides for all others.
    Entry(INSTRUMENT, "treaty", Rung.AGREEMENT, _BINDING, aiddata=AID_COMMITMENT),
    Entry(INSTRUMENT, "declaration", Rung.MEMORANDUM, _INTENT, aiddata=AID_PLEDGE),
    Entry(INSTRUMENT, "agreement", Rung.AGREEMENT, _BINDING, aiddata=AID_COMMITMENT),
    Entry(INSTRUMENT, "protocol", Rung.AGREEMENT, _BINDING, aiddata=AID_COMMITMENT),
    Entry(INSTRUMENT, "contract", Rung.CONTRACT, "names what is owed and by whom", aiddata=AID_COMMITMENT),
    Entry(INSTRUMENT, "memorandum", Rung.MEMORANDUM, _INTENT, aiddata=AID_PLEDGE),
    Entry(INSTRUMENT, "action plan", Rung.AGREEMENT, "lists agreed steps, as a programme does", aiddata=AID_COMMITMENT),
    Entry(INSTRUMENT, "programme", Rung.AGREEMENT, "lists agreed steps and their years", aiddata=AID_COMMITMENT),
    Entry(INSTRUMENT, "initiative", Rung.MEMORANDUM, _INTENT, aiddata=AID_PLEDGE),
    Entry(INSTRUMENT, "statement", Rung.MEMORANDUM, _INTENT, aiddata=AID_PLEDGE),
    Entry(INSTRUMENT, "twinning", Rung.MEMORANDUM, "declares friendship of two places", aiddata=AID_PLEDGE),
    Entry(
        INSTRUMENT,
        "other",
        Rung.MEMORANDUM,
        "a package of mixed papers, or a paper of unstated kind: all that its description guarantees is a signed text",
        aiddata=AID_PLEDGE,
    ),
    Entry(STATUS, "announced", Rung.ANNOUNCED, "not signed", PIPELINE, aiddata=AID_PLEDGE),
    Entry(STATUS, "signed", None, "as firm as its instrument", PIPELINE, aiddata=AID_PLEDGE),
    Entry(STATUS, "in force", Rung.UNDER_WAY, "it applies", IMPLEMENTATION, aiddata=AID_IMPLEMENTATION),
    Entry(STATUS, "under way", Rung.UNDER_WAY, "it is being carried out", IMPLEMENTATION, aiddata=AID_IMPLEMENTATION),
    Entry(STATUS, "completed", Rung.IN_OPERATION, "it is carried out", CLOSED, aiddata=AID_COMPLETION),
    Entry(STATUS, "unknown", Rung.ANNOUNCED, "the least that a row guarantees", PIPELINE, aiddata=AID_PLEDGE),
    Entry(STAGE, "proposed", Rung.ANNOUNCED, "an idea", PIPELINE, aiddata=AID_PLEDGE),
    Entry(STAGE, "feasibility", Rung.ANNOUNCED, "a study decides nothing", PIPELINE, aiddata=AID_PLEDGE),
    Entry(STAGE, "preparation", Rung.ANNOUNCED, "works have not begun", PIPELINE, aiddata=AID_PLEDGE),
    Entry(STAGE, "construction", Rung.UNDER_WAY, "works have begun", IMPLEMENTATION, aiddata=AID_IMPLEMENTATION),
    # Nothing says that its books are closed, so not IATI's 4.
    Entry(STAGE, "operating", Rung.IN_OPERATION, "it is in use", FINALISATION, aiddata=AID_COMPLETION),
    Entry(
        STAGE,
        "delayed",
        None,
        "under way if it has a start, else not yet under construction",
        SUSPENDED,
        aiddata=AID_SUSPENDED,
    ),
    Entry(STAGE, "cancelled", None, "called off: at no level", CANCELLED, aiddata=AID_CANCELLED),
    Entry(STAGE, "unknown", Rung.ANNOUNCED, "the least that a row guarantees", PIPELINE, aiddata=AID_PLEDGE),
    Entry(MONEY_STATUS, "pledged", Rung.ANNOUNCED, "promised", transaction=OUTGOING_PLEDGE, aiddata=AID_PLEDGE),
    Entry(
        MONEY_STATUS,
        "committed",
        Rung.FINANCED,
        "a firm undertaking",
        transaction=OUTGOING_COMMITMENT,
        aiddata=AID_COMMITMENT,
    ),
    Entry(
        MONEY_STATUS,
        "disbursed",
        Rung.UNDER_WAY,
        "money has moved",
        transaction=DISBURSEMENT,
        aiddata=AID_IMPLEMENTATION,
    ),
    Entry(
        MONEY_STATUS,
        "unknown",
        Rung.ANNOUNCED,
        "the least that a row guarantees",
        transaction=OUTGOING_PLEDGE,
        aiddata=AID_PLEDGE,
    ),
    Entry(MONEY_INSTRUMENT, "grant", None, _NO_RUNG, finance=GRANT),
    Entry(MONEY_INSTRUMENT, "loan", None, _NO_RUNG, finance=LOAN),
    Entry(MONEY_INSTRUMENT, "equity", None, _NO_RUNG, finance=EQUITY),
    Entry(MONEY_INSTRUMENT, "investment", None, f"{_NO_RUNG}; it may be equity, debt or both, so no finance type"),
    Entry(MONEY_INSTRUMENT, "trade finance", None, f"{_NO_RUNG}; its DAC type depends on guarantor and term"),
    Entry(
        MONEY_INSTRUMENT,
        CONTRACT_VALUE,
        None,
        "no firmer than a contract; the value of signed documents, not funds that a provider offers: no finance type "
        "and, whatever its status, no transaction type",
    ),
    Entry(MONEY_INSTRUMENT, "unspecified", None, f"{_NO_RUNG}; no kind, so no finance type"),
)


@cache
def entry(vocabulary: str, value: str) -> Entry:
    """Return the line of the table for *value*; raises ValueError for a value outside the vocabulary."""
    for one in TABLE:
        if (one.vocabulary, one.value) == (vocabulary, value):
            return one
    raise ValueError(f"{value!r} is no value of {vocabulary}; it has {', '.join(values(vocabulary))}")


def values(vocabulary: str) -> tuple[str, ...]:
    """Return the values of one *vocabulary* that the table knows."""
    return tuple(one.value for one in TABLE if one.vocabulary == vocabulary)


def activity_status(status_or_stage: str) -> Code:
    """Return the IATI ActivityStatus of an agreement's status or a project's stage ("unknown" is the same in both)."""
    return _code("activity", status_or_stage, (STATUS, STAGE))


def transaction_type(funding_status: str, instrument: str) -> Code | None:
    """
    Return the IATI TransactionType of a row of funding as its funder would report it; None for a contract value.

    IATI's pledge (12) is an announced and its commitment (2) a written intention of a provider to give funds. The
    value put on contracts and memoranda is neither, so a sum over those codes must not meet it.
    The recipient's codes, 11 Incoming Commitment and 13 Incoming Pledge, are not used: one amount, one transaction.
    """
    code = _code("transaction", funding_status, (MONEY_STATUS,))
    return None if instrument == CONTRACT_VALUE else code


def finance_type(instrument: str) -> Code | None:
    """Return the DAC finance type of a row of funding; None where its instrument does not settle one."""
    return entry(MONEY_INSTRUMENT, instrument).finance


def aiddata_status(value: str, instrument: str | None = None) -> Code:
    """
    Return AidData's status for the status of an agreement or of funding, or for the stage of a project.

    A signed paper is as firm as its *instrument*: a memorandum is a pledge, an agreement a commitment; without one it
    is taken as a pledge.
    """
    if value == "signed" and instrument is not None:
        return _code("aiddata", instrument, (INSTRUMENT,))
    return _code("aiddata", value, (STATUS, STAGE, MONEY_STATUS))


def listing(system: str) -> dict[Code, tuple[Entry, ...]]:
    """Return the lines of the table under each code of a *system*: activity, transaction, finance or aiddata."""
    codes = {
        "activity": ACTIVITY_STATUSES,
        "transaction": TRANSACTION_TYPES,
        "finance": FINANCE_TYPES,
        "aiddata": AIDDATA_STATUSES,
    }[system]
    return {code: tuple(one for one in TABLE if getattr(one, system) == code) for code in codes}


@cache
def _code(system: str, value: str, vocabularies: tuple[str, ...]) -> Code:
    found = [getattr(one, system) for one in TABLE if one.vocabulary in vocabularies and one.value == value]
    if not found:
        allowed = sorted({one.value for one in TABLE if one.vocabulary in vocabularies})
        raise ValueError(f"{value!r} has no code in {system}; known: {', '.join(allowed)}")
    code: Code = found[0]
    return code
