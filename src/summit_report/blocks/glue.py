"""Spaces that do not break: what is read as one value stands on one line."""

import re

#: Between currency and number, number and unit, part and whole: "USD 5.659 bn", "17 MW", "3 of 5".
_GLUE = re.compile(  # begins with the space, which is found fast
    r" (?:(?<=\b[A-Z]{3} )(?=\d)"
    r"|(?<=\d )(?=(?:tn|bn|m|k|million|billion|MW|GW|MWh|km|t)\b)"
    r"|(?<=\d )of (?=\d))"
)
_FIXED = {ord(" "): "\u00a0"}


def glued(text: str) -> str:
    """Return *text* with spaces that do not break between a number and its currency, unit or whole."""
    return _GLUE.sub(lambda found: found[0].translate(_FIXED), text)
