"""What is understood of a search text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayaq.core.aztext import name_key
from dayaq.registry.derive import derive, latin, near_keys, words_of
from dayaq.registry.queries.asking import MOST_WORDS, understand
from dayaq.registry.queries.candidates import begins, swapped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Əliyev", {"words": ("əliyev",), "fin": None}),
        ("Halilov", {"words": ("halilov",), "fin": None}),
        ("Ali 1980", {"words": ("ali",), "birth_year": 1980}),
        ("əliyev həsən 12.04.1980", {"words": ("əliyev", "həsən"), "birth_date": date(1980, 4, 12)}),
        ("12 aprel 1980 Əliyev", {"words": ("əliyev",), "birth_date": date(1980, 4, 12)}),
        ("Həsən Məmməd oğlu", {"words": ("həsən", "məmməd")}),
        ("Гасан Мамед оглы", {"words": ("гасан", "мамед")}),
        ("S.Müslümov", {"words": ("müslümov",), "initials": ("s",)}),
        ("5abc 12d", {"fin": "5ABC12D", "words": ()}),
        ("5ABC12O", {"fin": "5ABC120"}),
        ("1234567", {"fin": "1234567", "document": "1234567"}),
        ("19800412", {"birth_date": date(1980, 4, 12), "document": "19800412"}),
        ("+994 50 123 45 67", {"phone": "+994501234567"}),
        ("aze 12345678", {"document": "AZE12345678"}),
        ("1980", {"birth_year": 1980, "words": ()}),
        ("   ", {"nothing": True}),
        ("?!…", {"nothing": True}),
    ],
)
def test_a_text_is_understood(text, expected):
    asked = understand(text)
    assert {name: getattr(asked, name) for name in expected} == expected


def test_a_last_word_followed_by_a_space_is_finished():
    assert understand("Əliyev Hə").open_end
    assert not understand("Əliyev (Həsən)").open_end


@given(text=st.text(max_size=300))
def test_no_text_is_too_odd_to_be_understood(text):
    asked = understand(text)
    assert len(asked.words) <= MOST_WORDS
    assert all(len(word) > 1 for word in asked.words)


NAMES = st.text(alphabet="abcçdeəfgğhxıijkqlmnoöprsştuüvyz", min_size=2, max_size=12)


@given(word=NAMES)
def test_a_key_with_a_letter_left_out_shares_a_neighbour_with_the_key(word):
    key = name_key(word)
    for place in range(len(key)):
        shorter = key[:place] + key[place + 1 :]
        if len(key) > 1:
            assert set(near_keys(key)) & set(near_keys(shorter))


@given(word=NAMES)
def test_a_beginning_continues_to_the_word(word):
    assert begins(word, word) >= begins(word[:2], word) >= 0.88
    assert begins(latin(word) + "w", word) == 0.0


@given(word=NAMES, place=st.integers(0, 10))
def test_two_neighbouring_letters_in_each_others_place_are_one_slip(word, place):
    plain = latin(word)
    place %= max(1, len(plain) - 1)
    turned = plain[:place] + plain[place + 1 : place + 2] + plain[place : place + 1] + plain[place + 2 :]
    assert (swapped(plain, turned) > 0) == (plain != turned)


@given(surname=NAMES, given_name=NAMES, father_name=NAMES)
def test_what_is_derived_of_a_name_is_the_same_in_any_case_and_fits_its_columns(surname, given_name, father_name):
    one = derive(surname, given_name, father_name)
    assert derive(surname.replace("i", "İ").replace("ı", "I"), given_name, father_name) == one
    assert len(one.sort_key) <= 400
    assert len(one.name_key) <= 200
    assert {word for word, _part in one.words} == {
        word for text in (surname, given_name, father_name) for word in words_of(text)
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Əliyev-Məmmədov", ("əliyev", "məmmədov")),
        ("S.Müslümov", ("s", "müslümov")),
        ("  Həsən   Həsən ", ("həsən",)),
        ("O'Brien", ("o'brien",)),
        ("", ()),
    ],
)
def test_a_name_falls_into_its_words(text, words):
    assert words_of(text) == words
