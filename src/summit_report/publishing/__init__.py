"""The publishing lane: from declared editions to files. It never imports pandas."""
