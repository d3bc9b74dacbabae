"""JSON values are written in any form that a notebook may hold, and nobody shares what was made of them."""

import json

import pytest

from summit_report.publishing.exporters.values import remembered, written


@pytest.mark.parametrize("value", ["\ud800 ж \x00", 2**70, {1: [None, 0.1]}, {"a": "\u2028"}])
def test_any_value_is_written(value: object) -> None:
    """Lone surrogates, large numbers and keys that are numbers are written, each character as it stands."""
    text = written(value).decode(errors="surrogatepass")

    assert json.loads(text) == json.loads(json.dumps(value))
    assert "\\ud800" not in text


@pytest.mark.parametrize("word", ["a", "\ud800"])
def test_a_result_is_remembered_and_not_shared(word: str) -> None:
    """What was asked once is not worked out again, options count, and to change one result changes no other."""
    asked = []

    @remembered
    def doubled(value: list[str], *, times: int = 2) -> list[str]:
        asked.append(value)
        return value * times

    first = doubled([word])
    first.append("changed")

    assert doubled([word]) == [word, word]
    assert doubled([word], times=3) == [word] * 3
    assert len(asked) == (2 if word == "a" else 3)  # what is no character is worked out each time
