"""Words become table rows: every word has some, known ones their own, inflections share theirs."""

from hypothesis import given
from hypothesis import strategies as st

from haneul.model.words import PARTS, Vocabulary, fingerprint, split, stems


def vocabulary(*words: str) -> Vocabulary:
    return Vocabulary({fingerprint(word): row for row, word in enumerate(words, 1)}, buckets=1000)


def test_split_lowers_and_drops_punctuation() -> None:
    assert split("A red Dog — runs! 빨간 강아지가...") == ["a", "red", "dog", "runs", "빨간", "강아지가"]


def test_split_keeps_possessives_emoji_and_parts_scripts() -> None:
    assert split("the dog’s 🐶 3D영상") == ["the", "dog's", "🐶", "3d", "영상"]


def test_a_known_word_comes_first() -> None:
    assert vocabulary("fox", "dog").rows("dog")[0] == 2


def test_inflections_find_their_stem() -> None:
    known = vocabulary("fox", "강아지", "dance")
    assert known.exact("foxes") == 1
    assert known.exact("강아지에게") == 2
    assert known.exact("danced") == 3
    assert known.exact("box") == 0


def test_a_one_syllable_stem_needs_a_particle() -> None:
    known = vocabulary("개")
    assert known.exact("개가") == 1
    assert known.exact("개미") == 0


def test_inflections_share_parts() -> None:
    known = vocabulary()
    shared = set(known.rows("달린다")) & set(known.rows("달리는"))
    assert len(shared) >= 3
    assert not set(known.rows("달린다")) & set(known.rows("고양이"))


@given(st.text(max_size=80))
def test_every_word_has_rows_within_the_table(text: str) -> None:
    known = vocabulary("a", "the")
    for word in split(text):
        rows = known.rows(word)
        assert 0 < len(rows) <= PARTS
        assert all(0 < row <= 2 + 1000 for row in rows)
        assert next(iter(stems(word))) == word


@given(st.text(max_size=200))
def test_split_is_settled(text: str) -> None:
    words = split(text)
    assert split(" ".join(words)) == words
