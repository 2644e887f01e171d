"""The thesaurus from a WordNet of ten meanings."""

import pytest

from haneul.errors import MissingPart
from haneul.train.thesaurus import thesaurus
from haneul.train.wordnet import WordNet
from haneul.worlds.catalogue import catalogue

#         offset topic words kinds-of
MEANINGS = (
    ("00000001", "05", ["animal"], []),
    ("00000002", "05", ["canine"], ["00000001"]),
    ("00000003", "05", ["dog", "domestic_dog", "Canis_familiaris"], ["00000002"]),
    ("00000004", "05", ["corgi"], ["00000003"]),
    ("00000005", "05", ["boxer"], ["00000003"]),
    ("00000006", "18", ["boxer", "pugilist"], []),
    ("00000007", "05", ["fox"], ["00000002"]),
    ("00000008", "05", ["vixen"], ["00000007"]),
    ("00000009", "05", ["worker_bee", "run"], ["00000007"]),
)
INDEX = {"boxer": "00000006 00000005"}


@pytest.fixture
def wordnet(tmp_path):
    data, index = ["  1 the licence"], {}
    for offset, topic, words, above in MEANINGS:
        below = [other for other, _, _, ups in MEANINGS if offset in ups]
        links = [("@", up) for up in above] + [("~", down) for down in below]
        spelt = " ".join(f"{word} 0" for word in words)
        told = " ".join(f"{sign} {other} n 0000" for sign, other in links)
        data.append(f"{offset} {topic} n {len(words):02x} {spelt} {len(links):03d} {told} | a gloss")
        for word in words:
            index.setdefault(word.lower(), []).append(offset)
    index |= {word: offsets.split() for word, offsets in INDEX.items()}
    (tmp_path / "data.noun").write_text("\n".join(data))
    told = [f"{word} n {len(all_)} 0 {len(all_)} 0 {' '.join(all_)}" for word, all_ in index.items()]
    (tmp_path / "index.noun").write_text("\n".join(told))
    (tmp_path / "cntlist.rev").write_text("run%1:05:00:: 1 2\nrun%2:38:00:: 1 9\ndog%1:05:00:: 1 9")
    return WordNet.load(tmp_path)


def test_a_wordnet_is_read_from_its_files(wordnet, tmp_path):
    assert wordnet.means("boxer") == "00000006" and wordnet.senses("Domestic dog") == ("00000003",)
    assert wordnet.means("run") == "" and wordnet.words("00000003")[1] == "domestic dog"
    assert wordnet.kinds("00000003") == ["00000004", "00000005"] and wordnet.above("00000003") == ["00000002"]
    with pytest.raises(MissingPart, match="apt-get install wordnet-base"):
        WordNet.load(tmp_path / "none")


def test_words_go_to_the_nearest_and_only_in_their_first_meaning(wordnet):
    two = [one for one in catalogue() if one.key in ("golden retriever", "fox")]
    same, near = thesaurus(two, wordnet, ["canis familiaris"])["golden retriever"]
    assert "domestic dog" in same and "멍멍이" in same and "Canis familiaris" not in same
    assert near == ["corgi", "animal"]  # what both are kinds of is the first one's
    assert thesaurus(two, wordnet, ())["fox"][1] == ["worker bee"]  # "run" is rather a verb
