"""What all tests share."""

from hypothesis import settings

# A test is right or wrong, not fast or slow: timings live in benchmarks/.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
