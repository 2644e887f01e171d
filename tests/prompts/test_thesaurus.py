"""Words that mean somebody, words near them, and Korean compounds."""

from hypothesis import given
from hypothesis import strategies as st

from haneul.model.text import TextEncoder
from haneul.prompts.cast import Cast, Member, installed
from haneul.prompts.reader import read
from haneul.prompts.thesaurus import NEAR, SAME, Meaning, heads, parse, shipped

TABLE = "# told\ndog\tHound | 멍멍이\tcorgi\nballoon\t\tblimp\n"


def test_a_table_says_what_means_the_same_and_what_is_near():
    made = parse(TABLE)
    assert made.words == {
        "hound": Meaning("dog", SAME), "멍멍이": Meaning("dog", SAME), "corgi": Meaning("dog", NEAR),
        "blimp": Meaning("balloon", NEAR),
    }  # fmt: skip
    assert made.look_up(["corgis", "corgi"]) == ("dog", NEAR) and made.look_up(["cat"]) is None


@given(st.text("가나다 ab", min_size=1, max_size=8))
def test_heads_are_ends_of_two_letters_or_more(word):
    assert all(word.endswith(end) and 2 <= len(end) < len(word) for end in heads(word))


def test_the_cast_finds_other_words_and_compounds_after_names():
    cast = Cast([Member("dog", "개"), Member("balloon", "풍선")], thesaurus=parse(TABLE + "dog\t\tred balloon\n"))
    said = "a hound, a corgi, a red balloon and 고무풍선이 난다"
    found = [(one.phrase, one.member.name_en, one.score) for one in cast.find(said, TextEncoder.shipped())]
    assert found == [
        ("hound", "dog", SAME), ("corgi", "dog", NEAR), ("balloon", "balloon", 1.0), ("고무풍선이", "balloon", NEAR),
    ]  # fmt: skip


def test_the_shipped_words_mean_members_of_the_shipped_cast():
    for word, who in (
        ("a vixen", "fox"),
        ("멍멍이가", "golden retriever"),
        ("토깽이가", "rabbit"),
        ("a corgi", "golden retriever"),
    ):
        assert [one.member.name_en for one in installed(f"{word} 해변에서")] == [who]
    assert {name for name, _ in shipped().words.values()} <= {one.name_en for one in Cast.load().members}


def test_a_kind_of_somebody_is_painted_and_told():
    shot = read("a corgi runs on the beach")
    assert shot.outside == ("corgi",) and [(one.name, one.known) for one in shot.subjects] == [
        ("golden retriever", True)
    ]
    assert shot.beyond() == ("corgi (painted as golden retriever)",)
    assert read("a hound runs on the beach").outside == ()
