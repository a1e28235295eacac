from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.functions import digest


@given(st.integers(0, 200), st.text())
def test_streams_follow_from_their_seeds(count: int, seed: str) -> None:
    assert len(digest.stream(count, seed)) == count
    assert digest.stream(count, seed) == digest.stream(count, seed)


def test_seeds_are_kept_apart() -> None:
    assert digest.stream(8, "ab", "c") != digest.stream(8, "a", "bc")


@given(st.integers(0, 50), st.text())
def test_letters_are_of_the_alphabet(count: int, seed: str) -> None:
    letters = digest.letters(count, string.digits, seed)
    assert len(letters) == count and set(letters) <= set(string.digits)


@given(st.integers(1, 10**9), st.text())
def test_numbers_stay_below_the_bound(bound: int, seed: str) -> None:
    assert 0 <= digest.number(bound, seed) < bound


@given(st.text())
def test_shuffling_keeps_the_items(text: str) -> None:
    assert sorted(digest.shuffled(text, "seed")) == sorted(text)


def test_a_rendering_numbers_its_draws_anew() -> None:
    digest.begin()
    first = [digest.next_draw(), digest.next_draw()]
    digest.begin()
    assert [digest.next_draw(), digest.next_draw()] == first
    assert first[0] != first[1]
