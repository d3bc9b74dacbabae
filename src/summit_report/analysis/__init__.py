"""The analysis lane: from tables to exhibits. It knows nothing of papermill or nbconvert."""
