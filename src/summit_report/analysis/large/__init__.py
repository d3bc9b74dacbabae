"""
Reads and checks folders of many rows column by column, with Arrow (the extra ``large``).

It says nothing about what is wrong: whatever it doubts is left to the row-by-row reading of `analysis.folders` and
`analysis.checks`, which find it again and word it. What it takes gives the same frames and the same checksum.
"""
