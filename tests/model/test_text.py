"""The text encoder: what it promises of shapes and lengths, and what the shipped weights know."""

from pathlib import Path

import pytest
import torch

from haneul.errors import MissingPart
from haneul.model import text_file
from haneul.model.text import LONGEST, TextEncoder, TextShape, shorten
from haneul.model.words import fingerprint


@pytest.fixture(scope="module")
def trained() -> TextEncoder:
    return TextEncoder.load()


@pytest.fixture
def small() -> TextEncoder:
    torch.manual_seed(0)
    encoder = TextEncoder(
        TextShape(vocabulary=3, buckets=50, rank=8, width=32, heads=2), [fingerprint(w) for w in "abc"]
    )
    torch.nn.init.normal_(encoder.table.weight)
    return encoder.eval()


def likeness(encoder: TextEncoder, one: str, other: str) -> float:
    pooled = encoder.encode([one, other]).pooled
    return float(pooled[0] @ pooled[1])


def test_shapes_and_an_empty_text(small: TextEncoder) -> None:
    features = small.encode(["a dog runs", "", "dog"])
    assert features.tokens.shape == (3, 4, 32)
    assert features.mask.sum(1).tolist() == [4, 1, 2]
    assert torch.allclose(features.pooled.norm(dim=1), torch.ones(3), atol=1e-5)
    assert not features.tokens[~features.mask].any()


def test_padding_changes_nothing(small: TextEncoder) -> None:
    alone, beside = small.encode(["a dog"]), small.encode(["a dog", "one two three four five six"])
    assert torch.allclose(alone.tokens[0], beside.tokens[0, :3], atol=1e-5)
    assert torch.allclose(alone.pooled[0], beside.pooled[0], atol=1e-5)


def test_order_matters(small: TextEncoder) -> None:
    one, other = small.encode(["dog chases cat", "cat chases dog"]).tokens
    assert not torch.allclose(one[1], other[3], atol=1e-3)


def test_a_long_text_loses_fillers_before_words() -> None:
    words = ["the", "dog"] + [f"w{i}" for i in range(LONGEST - 2)]
    assert shorten(words) == words[1:]
    assert shorten(["dog"] * 100 + ["cat"]) == ["dog", "cat"]
    assert len(shorten([f"w{i}" for i in range(500)])) == LONGEST - 1


def test_the_end_of_a_long_text_is_heard(small: TextEncoder) -> None:
    start = " ".join(f"w{i}" for i in range(200))
    one, other = small.encode([start + " dog", start + " cat"]).pooled
    assert not torch.allclose(one, other, atol=1e-5)


def test_a_very_long_text_is_taken(small: TextEncoder) -> None:
    assert small.encode(["dog " * 8000]).tokens.shape[1] <= LONGEST


def test_stored_and_read_back(small: TextEncoder, tmp_path: Path) -> None:
    path = tmp_path / "text.safetensors"
    text_file.write(small, path)
    again = TextEncoder.load(path)
    assert again.words.known == small.words.known
    one, other = small.encode(["a dog runs"]), again.encode(["a dog runs"])
    assert float((one.tokens - other.tokens).abs().max()) < 0.2  # 8 bits
    assert [file.name for file in tmp_path.iterdir()] == ["text.safetensors"]


def test_missing_or_broken_weights_are_told(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match=r"haneul\.train\.text"):
        TextEncoder.load(tmp_path / "none.safetensors")
    (tmp_path / "bad.safetensors").write_bytes(b"no")
    with pytest.raises(MissingPart, match="no text encoder"):
        TextEncoder.load(tmp_path / "bad.safetensors")


def test_deterministic(trained: TextEncoder) -> None:
    one, other = trained.encode(["빨간 강아지"]), TextEncoder.load().encode(["빨간 강아지"])
    assert torch.equal(one.tokens, other.tokens)


def test_token_features_have_unit_size(trained: TextEncoder) -> None:
    tokens = trained.encode(["a red dog walks to the left on the beach at night"]).tokens[0, 1:]
    assert 0.7 < float(tokens.pow(2).mean().sqrt()) < 1.4


@pytest.mark.parametrize(
    ("one", "other"),
    [("dog", "강아지"), ("hound", "멍멍이"), ("cat", "고양이"), ("wolf", "늑대를"), ("red", "빨간"), ("sunset", "노을"),
     ("dragon", "용"), ("zoom in", "줌 인"), ("on the beach", "해변에서"), ("walks to the left", "왼쪽으로 걸어간다")],
)  # fmt: skip
def test_translations_are_near(trained: TextEncoder, one: str, other: str) -> None:
    assert likeness(trained, one, other) > 0.8


@pytest.mark.parametrize(
    ("one", "other"),
    [("dog", "wolf"), ("dog", "fox"), ("cat", "dog"), ("lamp", "lamb"), ("democracy", "dog"), ("민주주의", "개"),
     ("red", "blue"), ("beach", "desert"), ("자동차", "기차")],
)  # fmt: skip
def test_different_things_are_apart(trained: TextEncoder, one: str, other: str) -> None:
    assert likeness(trained, one, other) < 0.75


def test_a_word_keeps_its_identity_in_a_caption(trained: TextEncoder) -> None:
    told = trained.encode(
        ["a red dog walks on the beach", "a red wolf walks on the beach", "빨간 강아지가 해변에서 걷는다"]
    ).tokens
    like = torch.cosine_similarity
    assert like(told[0, 3], told[2, 2], dim=0) > like(told[0, 3], told[1, 3], dim=0) + 0.1


def test_a_colour_belongs_to_its_noun(trained: TextEncoder) -> None:
    one, other = trained.encode(["a red dog chases a blue cat", "a blue dog chases a red cat"]).tokens
    assert torch.cosine_similarity(one[3], other[3], dim=0) < 0.97
