"""Azerbaijani text (inventory 3.1, 3.2, 3.4)."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dayaq.core.aztext import (
    ALPHABET,
    Change,
    az_lower,
    az_title,
    az_upper,
    cyrillic_to_latin,
    fold,
    is_mixed_script,
    name_key,
    name_similarity,
    repair,
    sort_key,
)

LOWER = "abcçdeəfgğhxıijkqlmnoöprsştuüvyz"
az_words = st.text(LOWER + ALPHABET, min_size=1, max_size=15)
any_text = st.text(max_size=30) | st.text("аеосхрујВНәəǝƏiİıIșş ‐–’\u0307\u0301\u00ad\u200bMəmmədovД", max_size=15)

SPELLINGS = [
    "Əliyev Aliyev Aliev Алиев Әлијев Alijev ƏLİYEV ALIYEV",
    "Məmmədov Mammadov Mamedov Мамедов Маммадов Мәммәдов",
    "Hüseynov Huseynov Guseinov Гусейнов Хусейнов Һүсејнов",
    "Quliyev Guliyev Kuliev Кулиев Гулијев",
    "Cəfərov Jafarov Dzhafarov Джафаров Ҹәфәров",
    "Xəlilov Khalilov Halilov Халилов Хәлилов",
    "Qasımov Gasimov Kasimov Касимов Гасымов",
    "İsmayılov Ismailov Исмаилов ismayilov",
    "Ağayev Aghayev Agayev Агаев Ағајев",
    "Hacıyev Hajiyev Gadzhiev Гаджиев",
    "Nəcəfov Najafov Nadzhafov Наджафов",
    "Şirinov Shirinov Ширинов",
    "Çələbi Chalabi Челеби",
    "Abdullah Abdulla Абдуллах Абдулла",
    "Yeganə Yegana Егана Yeqane",
]


def test_i_with_and_without_a_dot_keep_their_identity():
    assert az_lower("İSMAYIL") == "ismayıl"
    assert az_upper("ismayıl") == "İSMAYIL"
    assert az_lower("I\u0307SA") == "isa", "a decomposed İ is İ"
    assert az_lower("FİN") == "fin"


def test_the_alphabet_has_32_letters_and_both_cases_agree():
    assert len(ALPHABET) == 32
    assert az_lower(ALPHABET) == LOWER
    assert az_upper(LOWER) == ALPHABET


@given(az_words)
def test_upper_and_lower_are_inverse_on_azerbaijani_words(word):
    assert az_lower(az_upper(word)) == az_lower(word)
    assert az_upper(az_lower(word)) == az_upper(word)
    assert len(az_lower(word)) == len(az_upper(word)) == len(word)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("əlİYEV-məmmədov", "Əliyev-Məmmədov"),
        ("İLHAM", "İlham"),
        ("ilqar ıldırım", "İlqar Ildırım"),
        ("HƏSƏN OĞLU", "Həsən oğlu"),
        ("oğlu", "Oğlu"),
        ("mə'mun", "Mə'mun"),
        ("", ""),
    ],
)
def test_names_begin_with_a_capital_in_each_part(typed, shown):
    assert az_title(typed) == shown


@given(az_words)
def test_title_case_is_idempotent_and_keeps_the_word(word):
    assert az_title(az_title(word)) == az_title(word)
    assert az_lower(az_title(word)) == az_lower(word)


def test_the_alphabet_sorts_in_its_own_order_with_w_last():
    letters = [*LOWER, "w"]
    backwards = letters[::-1]
    assert sorted(backwards, key=sort_key) == letters
    assert all(sort_key(a) < sort_key(b) for a, b in pairwise(letters))


def test_words_sort_as_in_an_azerbaijani_dictionary():
    words = ["Abbas", "Cəfər", "Çingiz", "Elçin", "Əli", "Əli Həsən", "Əliağa", "Hüseyn", "Xalid", "Ilqım", "İlqar"]
    words += ["Kamal", "Qasım", "Lalə", "Zaur", "Waleed", "Алиев"]
    backwards = words[::-1]
    assert sorted(backwards, key=sort_key) == words


def test_digits_come_before_letters_and_foreign_accents_sort_as_their_letter():
    assert sorted(["b", "é", "9", "f", "-"], key=sort_key) == ["-", "9", "b", "é", "f"]


@given(az_words, az_words)
def test_sort_keys_compare_words_letter_by_letter_without_case(a, b):
    def ranks(word):
        return [LOWER.index(letter) for letter in az_lower(word)]

    assert (sort_key(a) < sort_key(b)) == (ranks(a) < ranks(b))
    assert sort_key(az_upper(a)) == sort_key(az_lower(a))


@given(st.text(max_size=20))
def test_byte_order_of_a_sort_key_is_its_code_point_order(text):
    assume(all(unicodedata.category(c) != "Cs" for c in text))
    key, other = sort_key(text), sort_key("Məmməd")
    assert (key < other) == (key.encode() < other.encode())


@given(any_text)
@example("İ\u0307")
@example("сafe\u0301")
@example("ab\u200b\u0301")
@example("i\u0307\u0307")
def test_folding_is_idempotent(text):
    assert fold(fold(text)) == fold(text)


@given(any_text)
def test_a_repaired_text_needs_no_repair(text):
    once = repair(text)
    assert repair(once.text).changes == ()
    assert repair(once.text).text == once.text
    assert bool(once.changes) == (once.text != text)


@given(any_text)
def test_repair_never_changes_what_folding_sees(text):
    assert fold(repair(text).text) == fold(text)


@pytest.mark.parametrize("schwa", "əƏәӘǝƎ")
def test_all_schwas_fold_to_the_azerbaijani_one(schwa):
    assert fold(f"M{schwa}n") == "mən"


def test_cyrillic_look_alikes_inside_latin_words_become_latin():
    assert fold("Мəмmədоv") == fold("Məmmədov")  # Cyrillic М, м, о
    assert fold("Вakı") == "bakı"
    assert fold("Алиев") == "алиев", "a Cyrillic word stays Cyrillic"
    assert fold("Иcмаилов") == "исмаилов", "a Latin c inside a Cyrillic word becomes Cyrillic"


def test_repair_tells_what_it_changed_and_keeps_the_case():
    repaired = repair("  Hәsən\u200b  Əliуev ")
    assert repaired.text == "Həsən Əliyev"
    assert repaired.changes == (Change.INVISIBLE, Change.SCHWA, Change.HOMOGLYPH, Change.WHITESPACE)
    assert repair("Şəmsi").changes == ()
    assert repair("Șəmsi") == type(repaired)("Şəmsi", (Change.ROMANIAN_LETTER,))
    assert repair("i\u0307smayıl").changes == (Change.DOTTED_I,)
    assert repair("Gu\u0308lnar").changes == (Change.COMPOSED,)
    assert repair("Abşeron–Xızı").changes == (), "an en dash is right in the name of a region"


def test_a_word_of_two_scripts_is_recognised():
    assert is_mixed_script("Mаmmadov")
    assert not is_mixed_script("Məmmədov")
    assert not is_mixed_script("Мәммәдов")
    assert not is_mixed_script("Мəммəдов"), "a Latin ə in a Cyrillic word is a schwa, not a mixture"


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Әлијев", "Əliyev"),
        ("Мәммәдов", "Məmmədov"),
        ("Һүсејнов", "Hüseynov"),
        ("Гулијев", "Quliyev"),
        ("Ҹәфәров", "Cəfərov"),
        ("Хәлилов", "Xəlilov"),
        ("Гасымов", "Qasımov"),
        ("Ағајев", "Ağayev"),
        ("ӘЛИЈЕВ ҸАВИД", "ƏLİYEV CAVİD"),
        ("Алиев", "Aliyev"),
        ("Джафаров", "Cafarov"),
        ("ДЖАФАРОВ", "CAFAROV"),
        ("Юсиф Яшар", "Yusif Yaşar"),
        ("ЯШАР", "YAŞAR"),
        ("Васильев", "Vasilyev"),
        ("Bakı şəhəri", "Bakı şəhəri"),
    ],
)
def test_cyrillic_becomes_latin(cyrillic, latin):
    assert cyrillic_to_latin(cyrillic) == latin


@given(st.text("абвгғдежзиыјкҝлмноөпрстуүфхһчҹшә", min_size=1, max_size=12))
def test_azerbaijani_cyrillic_is_one_to_one(word):
    assert len(cyrillic_to_latin("ә" + word)) == len(word) + 1


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_all_spellings_of_a_name_share_one_key(spellings):
    assert len({name_key(spelling) for spelling in spellings.split()}) == 1


def test_different_surnames_have_different_keys():
    keys = {name_key(spellings.split()[0]) for spellings in SPELLINGS}
    assert len(keys) == len(SPELLINGS)
    assert name_key("Quliyev") != name_key("Xəlilov")


@pytest.mark.parametrize("male", ["Əliyev", "Məmmədov", "Алиев", "Hüseynov", "Alijev"])
def test_both_genders_of_a_surname_share_one_key(male):
    assert name_key(male) == name_key(male + ("а" if male == "Алиев" else "a"))


def test_parts_of_a_name_have_a_key_each_and_nothing_has_none():
    assert name_key("Əliyev Rəşad") == f"{name_key('Əliyev')} {name_key('Rəşad')}"
    assert name_key("Əli-Heydər") == name_key("Əli Heydər")
    assert name_key("") == name_key(" - ") == ""


@given(any_text)
def test_a_key_is_words_of_capitals(text):
    key = name_key(text)
    assert key == "" or all(part.isascii() and part.isalpha() and part.isupper() for part in key.split(" "))


@given(az_words | st.text("абвгғдежзиыјкҝлмноөпрстуүфхһчҹшәюяьъэ", max_size=12))
def test_case_and_folding_do_not_change_a_key(word):
    assert name_key(az_upper(word)) == name_key(az_lower(word)) == name_key(fold(word)) == name_key(word)


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_spellings_of_one_name_are_more_alike_than_other_names_of_the_same_block(spellings):
    first, *others = spellings.split()
    assert min(name_similarity(first, other) for other in others) > 0.84


def test_similarity_ranks_the_right_name_first():
    assert name_similarity("ƏLİYEV", "Əliyev") == 1.0
    assert name_similarity("Əliyev", "Aliyev") < 1.0
    assert name_similarity("Hüseynov", "Huseinov") > name_similarity("Hüseynov", "Həsənov")
    assert name_similarity("Quliyev", "Kuliev") > name_similarity("Quliyev", "Xəlilov")
    assert 0.9 < name_similarity("Əliyev", "Əliyeva") < 0.99
    assert name_similarity("Əli", "") == 0.0


@given(any_text, any_text)
def test_similarity_is_symmetric_between_0_and_1_and_1_only_for_equal_names(a, b):
    score = name_similarity(a, b)
    assert score == name_similarity(b, a)
    assert 0.0 <= score <= 1.0
    assert (score == 1.0) == (fold(a) == fold(b))
