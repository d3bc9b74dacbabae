"""The data model is declared once, completely, and prints as a codebook."""

import subprocess
import sys

from summit_report.analysis import schema


def test_codebook_explains_every_column_once():
    """Each column of each table has one line with a meaning, a type and what is allowed."""
    rows = schema.codebook()

    assert len(rows) == len({row[:2] for row in rows}) == sum(len(table.columns) for table in schema.TABLES)
    assert all(all(cell for cell in row) for row in rows)


def test_codebook_prints_vocabularies_and_defaults():
    """A closed vocabulary is listed in full, and what an empty cell stands for is said."""
    allowed = {(table, column): text for table, column, _, _, text in schema.codebook()}

    assert allowed["agreements", "relation"] == "summit, follow-up, context; not empty"
    assert allowed["agreements", "documents"] == "whole number, at least 1; empty stands for 1"
    assert allowed["funding", "part_of"] == "a key of funding"


def test_references_lead_to_declared_tables():
    """No column refers to a table that the data model does not have."""
    names = {table.name for table in schema.TABLES}

    assert {column.refers_to for table in schema.TABLES for column in table.columns} - {None} <= names


def test_schema_needs_no_pandas():
    """The codebook can be printed without waiting for pandas."""
    code = "import sys; from summit_report.analysis import schema; schema.codebook(); sys.exit('pandas' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
