"""Measures: frame in, frame or number out. Every result names the rows it was made from."""
