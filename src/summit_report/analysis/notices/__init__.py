"""
What one should know about a dataset that keeps every rule: gaps, oddities, and numbers that stand on little.

A notice is no error. Each look is a function for one thing and yields at most a few sentences with the rows they are
about.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from summit_report.analysis.dataset import Dataset
from summit_report.analysis.notices import documents, money, rows
from summit_report.analysis.notices.notice import Notice

__all__ = ["Notice", "notices"]

_LOOKS: tuple[Callable[[Dataset], Iterator[Notice]], ...] = (
    rows.no_rows,
    rows.repeated_rows,
    rows.wrong_letters,
    rows.far_dates,
    documents.package_documents,
    documents.in_two_packages,
    documents.packages_of_one,
    documents.bilateral_of_several,
    documents.bilateral_without_partner,
    documents.multilateral_of_two,
    money.contained_money,
    rows.other_relation,
    money.counted_without_amount,
    money.open_amounts,
    money.left_out,
    money.counted_inside_a_package,
    money.only_stated_dollars,
    money.zero_amounts,
    money.small_amounts,
    money.currencies_without_rate,
    money.doubtful_rates,
    documents.single_reference,
    rows.uncited_sources,
    documents.signed_but_not,
    documents.signed_after_the_summit,
    rows.after_cut_off,
    rows.overdue,
)


def notices(dataset: Dataset) -> list[Notice]:
    """List everything noticed about *dataset*, in the order of the looks above."""
    return [replace(notice, look=look.__name__) for look in _LOOKS for notice in look(dataset)]
