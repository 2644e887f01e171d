import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.worlds.korean_verb import FORMS, conjugate, inflect


@pytest.mark.parametrize(
    ("verb", "plain", "adnominal", "polite", "formal", "linked", "during"),
    [
        ("달리다", "달린다", "달리는", "달려요", "달립니다", "달리고", "달리며"),
        ("걷다", "걷는다", "걷는", "걸어요", "걷습니다", "걷고", "걸으며"),
        ("날다", "난다", "나는", "날아요", "납니다", "날고", "날며"),
        ("오르다", "오른다", "오르는", "올라요", "오릅니다", "오르고", "오르며"),
        ("하다", "한다", "하는", "해요", "합니다", "하고", "하며"),
        ("있다", "있다", "있는", "있어요", "있습니다", "있고", "있으며"),
        ("오다", "온다", "오는", "와요", "옵니다", "오고", "오며"),
        ("바뀌다", "바뀐다", "바뀌는", "바뀌어요", "바뀝니다", "바뀌고", "바뀌며"),
        ("뜨다", "뜬다", "뜨는", "떠요", "뜹니다", "뜨고", "뜨며"),
        ("따뜻하다", "따뜻하다", "따뜻한", "따뜻해요", "따뜻합니다", "따뜻하고", "따뜻하며"),
        ("차갑다", "차갑다", "차가운", "차가워요", "차갑습니다", "차갑고", "차가우며"),
        ("쫓다", "쫓는다", "쫓는", "쫓아요", "쫓습니다", "쫓고", "쫓으며"),
        ("되다", "된다", "되는", "돼요", "됩니다", "되고", "되며"),
    ],
)
def test_forms(verb: str, plain: str, adnominal: str, polite: str, formal: str, linked: str, during: str) -> None:
    expected = (plain, adnominal, polite, formal, linked, during)
    assert tuple(conjugate(verb, form) for form in FORMS) == expected


def test_copula_looks_at_the_letter_before_it() -> None:
    assert inflect("느낌[이다]", "polite") == "느낌이에요"
    assert inflect("영화[이다]", "polite") == "영화예요"
    assert inflect("영화[이다]", "plain") == "영화다"
    assert inflect("느낌[이다]", "plain") == "느낌이다"


syllables = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)


@given(stem=st.text(syllables, min_size=1, max_size=4), form=st.sampled_from(FORMS))
def test_any_stem_gives_whole_syllables(stem: str, form: str) -> None:
    written = conjugate(stem + "다", form)
    assert written and all("가" <= letter <= "힣" for letter in written)
