"""What all tests share."""

import signal

from hypothesis import settings

# A test is right or wrong, not fast or slow: timings live in benchmarks/.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Started in the background of a script, this process would ignore Ctrl-C, and so would every command that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
