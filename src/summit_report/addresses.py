"""
Addresses of data that are no paths, and how they are told: never with a password, a key or a token.

Whatever prints an address, or passes on what a library said about one, comes through here.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

DATABASES = ("postgresql", "postgres", "sqlite")
OTHER_DATABASES = ("mysql", "mariadb", "mssql", "oracle", "duckdb")
HIDDEN = "***"
SUB_DELIMITERS = "!$&'()*+,;=:~-._"
LONG = 12  # characters from which the value of an option may be a token, whatever the option's name
WEB = ("http", "https")
_CHAIN = re.compile(r"::(?![^\[\]/]*\])")  # not within an IPv6 address, which stands in brackets
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+:/*)(.*)", re.DOTALL)
_TELLING = re.compile("pass|pwd|secret|token|key|sig|auth|cred", re.IGNORECASE)
_LIKE_USER = re.compile(r"[^/\s]*:.*@", re.DOTALL)
_USER_LEFT = re.compile(r"(://)[^\s/@]*@")


def is_address(source: str | Path) -> bool:
    """Tell whether *source* names data by a protocol; everything else is a path."""
    return isinstance(source, str) and "://" in source


def is_database(source: str | Path) -> bool:
    """Tell whether *source* is the address of a database, of whatever kind."""
    scheme = str(source).partition("://")[0].partition("+")[0].lower()
    return is_address(source) and scheme in (*DATABASES, *OTHER_DATABASES)


def is_secret(address: str) -> bool:
    """
    Tell whether *address* has a password in it, or an option that may be one: it belongs in no file.

    On the web, where nobody needs a user without a password or a fragment, both may be tokens.
    """
    return any(_has_secret_user(part) or _has_secret_option(part) for part in parts(address))


def _is_web(part: str) -> bool:
    return part.lower().startswith(tuple(f"{scheme}:" for scheme in WEB))


def _has_secret_user(part: str) -> bool:
    rest = _SCHEME.sub(r"\2", part)
    return ":" in rest.rpartition("@")[0] or (_is_web(part) and "@" in re.split("[/?#]", rest)[0])


def _has_secret_option(part: str) -> bool:
    return any(_secret_options(part)) or (_is_web(part) and bool(part.partition("#")[2]))


def _secret_options(part: str) -> Iterator[str]:
    """Yield the options of *part*, after its ? or #, that may be a password or token, as name=value."""
    before, _, fragment = part.partition("#")
    for text in (before.partition("?")[2], fragment if "=" in fragment else ""):
        for name, value in parse_qsl(text, keep_blank_values=True):
            if _TELLING.search(name) or len(value) >= LONG:
                yield f"{name}={value}"


def parts(address: str) -> list[str]:
    """Return the addresses that are chained in *address*, as in zip://folder::https://host/file.zip."""
    return [address] if is_database(address) else _CHAIN.split(address)


def redacted(source: str | Path) -> str:
    """
    Return *source* as it may be printed and kept: no user, no password, no value of an option.

    Passwords are often pasted as they are, with slashes and at signs that break an address: rather too much is hidden.
    """
    return "::".join(map(_redacted, parts(str(source))))


def _redacted(part: str) -> str:
    found = _SCHEME.fullmatch(part)
    if found is None:
        return _LIKE_USER.sub(f"{HIDDEN}@", part)
    scheme, rest = found.groups()
    before, mark, options = re.fullmatch(r"([^?#]*)([?#]?)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
    if "@" in options:  # of an option, or of a password with a question mark
        return f"{scheme}{HIDDEN}"
    if "@" in before:
        before = f"{HIDDEN}@{before.rpartition('@')[2]}"
    return f"{scheme}{before}{mark}{HIDDEN if mark else ''}"


def scrubbed(text: object, address: str) -> str:
    """Return what a library said about *address*, in one line, without what `redacted` would hide."""
    told = {part: redacted(part) for part in {address, *parts(address)}} | dict.fromkeys(_secrets(address), HIDDEN)
    longest_first = sorted(told, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    clean = pattern.sub(lambda found: told[found[0]], " ".join(str(text).split()))
    return _USER_LEFT.sub(rf"\1{HIDDEN}@", clean)


def _secrets(address: str) -> set[str]:
    """Return every form in which a library may print what is secret in *address*."""
    found = {secret for part in parts(address) for secret in _raw_secrets(part)}
    plain = found | {unquote(secret) for secret in found}
    quoted = {quote(secret, safe=safe) for secret in plain for safe in ("", SUB_DELIMITERS)}
    return {form for secret in plain | quoted for form in (secret, repr(secret)[1:-1]) if form}


def _raw_secrets(part: str) -> Iterator[str]:
    rest = _SCHEME.sub(r"\2", part)
    user, at, _ = rest.rpartition("@")
    if at:
        yield user
        yield user.partition(":")[2]
    yield from (option.partition("=")[2] for option in _secret_options(part))
    if len(fragment := part.partition("#")[2]) >= LONG:
        yield fragment


def is_ambiguous(address: str) -> bool:
    """Tell whether *address* may have an at sign in its password, half of which would then be taken for a host."""
    return any(_at_sign_astray(part) for part in parts(address) if "://" in part)


def _at_sign_astray(part: str) -> bool:
    try:
        host = urlsplit(part).netloc
    except ValueError:  # brackets that belong to no IPv6 address
        return True
    if "@" in host:
        return host.count("@") > 1 or bool(re.search(r"@[^?]*@", part))
    return "@" in part and ":" in host
