"""
Reads a number as people write it: with separators, a currency, a scale in words, a word that bounds it.

Nothing is left out in silence: a number beside a word that is not known here is not read, for that word may be a scale.
"""

import re
from decimal import Decimal, InvalidOperation
from itertools import chain

import pycountry

_POWERS = {
    2: "百",
    3: "k thousand thousands tsd tausend mille bin ming тыс тысяча тысяч тысячи мың миң 千",
    4: "万 萬",
    5: "lakh lakhs",
    6: "m mn mln mio million millions millionen millón millones milyon млн миллион миллиона миллионов",
    7: "crore crores",
    8: "亿 億",
    9: "bn bln mrd mld mlrd billion billions milliard milliards milliarde milliarden milyar "
    "млрд миллиард миллиарда миллиардов",
    12: "tn trn trillion trillions трлн триллион триллиона триллионов 兆",
}
_SCALES = {word: power for power, words in _POWERS.items() for word in words.split()}
_BOUNDS = {
    "approximately": "about around approximately approx circa ca some ~ ≈ около примерно 约",
    "at least": "least minimum + не·менее ≥",
    "more than": "more over above exceeding > более свыше 超",
    "nearly": "nearly almost почти",
    "up to": "up most maximum ≤ до",
}
_BOUND = {word.replace("·", " "): term for term, words in _BOUNDS.items() for word in words.split()}
_WITHOUT_MEANING = {"than", "at", "to", "of", "in", "not", "and", "us", "."}
_CURRENCIES = (*"$€£¥₸₽", "dollar", "euro", "yuan", "rmb", "renminbi", "юан", "долл", "евро", "тенге", "руб")
_CHINESE = re.compile(r"人民币|美元|欧元|元|[百千万萬亿億兆约超]")
_PARTS = re.compile(r"([^\d+-]*)([+-]?\d[\d ',.]*(?:[eE][+-]?\d{1,2})?)\s*([^\d]*)")
_WORD = re.compile(r"не менее|[^\W\d_]+|[^\w\s]")


def read_number(text: str) -> str | None:
    """Return the number in *text* in full digits; None if it can be read in two ways or in none."""
    match = _PARTS.fullmatch(text)
    powers = list(map(_power, _words(match[1], match[3]))) if match else [None]
    if match is None or None in powers:
        return None
    digits = _digits(re.sub(r"[ ']", "", match[2]).rstrip(".,"))
    try:
        return f"{Decimal(digits).scaleb(sum(filter(None, powers))):f}" if digits else None
    except InvalidOperation:
        return None


def bound_in(text: str) -> str | None:
    """Return the qualifier that a word beside the number in *text* stands for; None if there is none."""
    match = _PARTS.fullmatch(text)
    words = _words(match[1], match[3]) if match else []
    return next((_BOUND[word] for word in words if word in _BOUND), None)


def _digits(written: str) -> str | None:
    """Return *written* with a decimal point alone; None where a comma may be that or stand between thousands."""
    if re.fullmatch(r"[+-]?\d{1,3},\d{3}", written):
        return None
    if "," in written and "." in written:
        thousands = "," if written.rindex(",") < written.rindex(".") else "."
        return written.replace(thousands, "").replace(",", ".")
    if written.count(",") == 1:
        return written.replace(",", ".")
    return written.replace(",", "").replace(".", "") if max(written.count(","), written.count(".")) > 1 else written


def _words(*texts: str) -> list[str]:
    """Return the words and signs of *texts* in lower case; Chinese is parted by what is known of it."""
    spaced = (_CHINESE.sub(lambda word: f" {word[0]} ", text.lower()) for text in texts)
    return list(chain.from_iterable(map(_WORD.findall, spaced)))


def _power(word: str) -> int | None:
    """Return the power of ten that *word* stands for: 0 for a currency or a bound, None for what is not known."""
    if word in _SCALES:
        return _SCALES[word]
    return 0 if word in _BOUND or word in _WITHOUT_MEANING or _is_currency(word) else None


def _is_currency(word: str) -> bool:
    if word in {"人民币", "美元", "欧元", "元"} or word.startswith(_CURRENCIES):
        return True
    return pycountry.currencies.get(alpha_3=word.upper()) is not None
