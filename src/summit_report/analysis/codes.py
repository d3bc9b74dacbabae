"""The international codes that cells may hold, looked up once each."""

from functools import lru_cache

import pycountry

# Not in ISO 3166-1 alpha-3, but a party to summits in its own right.
EUROPEAN_UNION = "EU"


@lru_cache(maxsize=1024)
def is_country(code: str) -> bool:
    """Tell whether *code* is ISO 3166-1 alpha-3, or `EU`."""
    return code == EUROPEAN_UNION or (code.isupper() and pycountry.countries.get(alpha_3=code) is not None)


@lru_cache(maxsize=1024)
def is_currency(code: str) -> bool:
    """Tell whether *code* is ISO 4217."""
    return code.isupper() and pycountry.currencies.get(alpha_3=code) is not None


@lru_cache(maxsize=1024)
def is_language(code: str) -> bool:
    """Tell whether *code* is ISO 639-1."""
    return code.islower() and len(code) == 2 and pycountry.languages.get(alpha_2=code) is not None
