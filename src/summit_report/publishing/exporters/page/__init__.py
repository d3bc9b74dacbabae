"""The parts of the HTML page: one module for each thing that can stand in it, `document` for the whole."""
