"""The table of subjects: complete, unambiguous and readable."""

from collections import Counter

import pytest

from haneul.errors import UnknownName
from haneul.worlds.catalogue import catalogue, find, parse, plural

ROW = "\t".join(
    ["dog", "1f415", "개", "hound, ~pup", "~멍멍이", "animal", ".4", "walk,swim", "left", "brown", "core,ride", ""]
)


def test_size() -> None:
    subjects = catalogue()
    assert len(subjects) >= 400
    assert 100 <= sum(subject.core for subject in subjects) <= 150
    assert sum(subject.unseen for subject in subjects) >= 25


def test_leads_are_of_the_core() -> None:
    leads = [subject for subject in catalogue() if subject.lead]
    assert len(leads) == 40 and all(subject.core for subject in leads)


def test_core_comes_first() -> None:
    core = [subject.core for subject in catalogue()]
    assert core == sorted(core, reverse=True)


def test_no_subject_is_core_and_unseen() -> None:
    assert not [subject.key for subject in catalogue() if subject.core and subject.unseen]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_word_names_two_subjects(language: str) -> None:
    words: Counter[str] = Counter()
    for subject in catalogue():
        named = (subject.english, *subject.synonyms_en) if language == "en" else (subject.korean, *subject.synonyms_ko)
        assert all(named), subject.key
        assert len(set(named)) == len(named), subject.key
        words.update({word.lower() for word in named})
    assert not [word for word, subjects in words.items() if subjects > 1]


def test_every_artwork_is_used_once() -> None:
    used = Counter(subject.codepoints for subject in catalogue())
    assert max(used.values()) == 1


def test_each_language_is_in_its_own_script() -> None:
    for subject in catalogue():
        assert all(word.isascii() for word in (subject.english, *subject.synonyms_en)), subject.key
        korean = (subject.korean, *subject.synonyms_ko)
        assert all(any("가" <= letter <= "힣" for letter in word) or word.isupper() for word in korean), subject.key


def test_every_subject_has_synonyms_that_captions_may_use_and_novel_ones() -> None:
    for subject in catalogue():
        assert len(subject.said("en")) >= 2, subject.key
        assert len(subject.said("ko")) >= 2, subject.key
    assert sum(len(subject.novel) for subject in catalogue()) >= 800


def test_captions_never_say_novel_words() -> None:
    for subject in catalogue():
        assert not subject.novel & {*subject.said("en"), *subject.said("ko")}


def test_heights_are_in_picture_scale() -> None:
    assert all(0.15 <= subject.height <= 1.0 for subject in catalogue())
    assert find("mouse").height < find("golden retriever").height < find("elephant").height


def test_what_the_recipe_needs_is_there() -> None:
    assert find("microphone").prop
    assert find("horse").ride
    assert "dog" in find("golden retriever").synonyms_en
    assert {"pup", "hound", "강아지", "멍멍이"} <= find("golden retriever").novel
    assert {"feline", "고양이과"} <= find("cat").novel


def test_counters() -> None:
    counters = {key: find(key).counter for key in ("duck", "cook", "bus", "ship", "rose", "apple", "dragon")}
    assert list(counters.values()) == ["마리", "명", "대", "척", "송이", "개", "마리"]


def test_a_row_is_read() -> None:
    (dog,) = parse("# a comment\n\n" + ROW)
    assert (dog.key, dog.codepoints, dog.korean, dog.plural) == ("dog", "1f415", "개", "dogs")
    assert dog.synonyms_en == ("hound", "pup")
    assert dog.novel == {"pup", "멍멍이"}
    assert dog.moves == {"walk", "swim"}
    assert (dog.core, dog.ride, dog.prop, dog.unseen) == (True, True, False, False)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("animal", "beast", "kind"), ("walk,swim", "crawl", "moves"), ("\tleft", "\tup", "faces"),
        ("core", "best", "flags"), ("\t.4", "\ttall", "tall"), ("\tbrown", "", "cells"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named(old: str, new: str, told: str) -> None:
    with pytest.raises(ValueError, match=f"line 2.*{told}"):
        parse("# heading\n" + ROW.replace(old, new))


def test_an_unknown_subject_gets_the_nearest() -> None:
    with pytest.raises(UnknownName, match="hamster"):
        find("hamstr")


@pytest.mark.parametrize(
    ("name", "many"), [("bus", "buses"), ("fox", "foxes"), ("fairy", "fairies"), ("boy", "boys"), ("torch", "torches")]
)
def test_plural(name: str, many: str) -> None:
    assert plural(name) == many
