"""An open, reproducible report on what China–Central Asia summits agreed, promised and paid for."""

__version__ = "0.1.0"
