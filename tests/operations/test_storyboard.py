"""Storyboard: cards keep their places, cuts stand where cards touch, gaps lead over."""

import numpy as np
import pytest
from PIL import Image

from haneul import media
from haneul.canvas import Clip, Prompt, Sound, Span
from haneul.errors import HaneulError, InvalidInput, InvalidSize
from haneul.operations.board import Board, Card
from haneul.operations.board_file import read_board, to_yaml
from haneul.operations.shape import Defaults
from haneul.operations.storyboard import Storyboard
from haneul.operations.timeline import lead_over
from haneul.render import render

SMALL = Defaults((64, 64), 8.0)


@pytest.fixture
def board(tmp_path):
    """Write a board and give the operation."""

    def write(text, **named):
        (tmp_path / "board.yaml").write_text(text, "utf-8")
        return Storyboard(tmp_path / "board.yaml", **named)

    return write


@pytest.fixture
def clip(tmp_path):
    """Two seconds of 64x64 at 8 a second with a sound of its own, that no frame of a fake engine equals."""
    frames = np.random.default_rng(0).integers(0, 255, (16, 64, 64, 3), np.uint8)
    sound = Sound(np.full((16_000, 1), 0.25, np.float32), 8000)
    media.write(tmp_path / "clip.mkv", Clip(frames, 8.0, sound))
    return tmp_path / "clip.mkv"


def test_cards_that_touch_are_cut_and_gaps_lead_over(board):
    canvas = board(
        "cards:\n- {text: a corgi runs, seconds: 1}\n- {text: it jumps., seconds: 0.5}\n- {text: a fish, at: 2}\n"
    ).canvas(SMALL)
    assert canvas.cuts == (8,) and canvas.shape == (40, 64, 64)
    assert canvas.prompts == (
        Prompt("a corgi runs", Span(0, 8)), Prompt("it jumps", Span(8, 12)),
        Prompt("it jumps, then a fish", Span(12, 16)), Prompt("a fish", Span(16, 40)),
    )  # fmt: skip
    assert not canvas.layers and canvas.sound is None


def test_a_text_may_change_within_its_card(board):
    text = "cards:\n- {text: a sea, seconds: 1}\n- {text: 'a cat runs [1s] it sleeps', at: 2, seconds: 2}\n"
    canvas = board(text).canvas(SMALL)
    assert canvas.prompts[1:] == (
        Prompt("a sea, then a cat runs", Span(8, 16)),
        Prompt("a cat runs", Span(16, 24)),
        Prompt("it sleeps", Span(24, 32)),
    )
    with pytest.raises(InvalidInput, match="Card 1: .*mark at 9 s"):
        board("cards: [{text: 'a [9s] b'}]").canvas(SMALL)


def test_time_before_the_first_card_belongs_to_it(board):
    canvas = board("cards:\n- {text: a fish, at: 1, seconds: 1}\n").canvas(SMALL)
    assert canvas.prompts == (Prompt("a fish", Span(0, 8)), Prompt("a fish", Span(8, 16))) and canvas.cuts == ()


def test_the_look_holds_for_every_card(board):
    canvas = board("look: film noir\ncards:\n- {text: a fish.}\n- {text: a cat, at: 4}\n").canvas(SMALL)
    assert [one.text for one in canvas.prompts] == [
        "a fish, film noir", "a fish, film noir, then a cat, film noir", "a cat, film noir",
    ]  # fmt: skip


def test_clips_keep_their_frames_their_size_and_their_sound(board, clip):
    made = board(
        "cards:\n- {text: a sky, seconds: 1}\n- {clip: clip.mkv, seconds: 3}\n- {text: a sea, at: 5}\n", seed=3
    )
    done = render(made, "fake")
    canvas, frames = done.canvas, done.clip.frames
    assert canvas.shape == (64, 64, 64) and canvas.fps == 8 and canvas.cuts == (8,)
    np.testing.assert_array_equal(frames[8:24], media.read(clip).frames)
    known = canvas.noise() == 0
    assert known[8:24].all() and not known[:8].any() and not known[24:].any()
    assert canvas.sound is not None and canvas.sound.seconds == 8
    heard = np.abs(canvas.sound.samples[:, 0]).reshape(64, -1).mean(1) > 0.1
    assert heard[9:23].all() and not heard[:7].any() and not heard[26:].any()


def test_a_clip_longer_than_its_card_is_cut_and_said(board, clip):
    canvas = board("cards:\n- {clip: clip.mkv, seconds: 0.5}\n- {text: a sea, seconds: 1}\n").canvas(SMALL)
    assert canvas.frames == 12 and canvas.layers[0].span == Span(0, 4)
    assert any("first 0.5 of 2 s" in note for note in canvas.notes)
    assert board("cards:\n- clip: clip.mkv\n").canvas(SMALL).frames == 16, "a clip lasts as long as it does"


def test_a_picture_is_its_shots_first_frame(board, tmp_path):
    Image.new("RGB", (128, 64), "teal").save(tmp_path / "sea.png")
    made = board("cards:\n- {text: a sky, seconds: 1}\n- {picture: sea.png, text: a sea, seconds: 1}\n")
    canvas = made.canvas(Defaults((128, 72), 8.0))
    (layer,) = canvas.layers
    assert (canvas.width, canvas.height) == (128, 64), "the picture's shape"
    assert layer.at == 8 and layer.frames.shape == (1, 64, 128, 3) and canvas.cuts == (8,)
    assert not canvas.notes
    canvas = board("cards:\n- picture: sea.png\n", size="64x64").canvas(SMALL)
    assert canvas.shape[1:] == (64, 64) and "sea.png was fitted from 128x64 to 64x64" in canvas.notes


def test_the_cast_is_one_for_all_cards(board, tmp_path):
    Image.new("RGB", (8, 8), "orange").save(tmp_path / "corgi.png")
    made = board("cast: {Mango: corgi.png}\ncards:\n- text: a sea\n- text: Mango runs\n- text: Mango swims\n")
    (reference,) = made.canvas(SMALL).references
    assert reference.words == "Mango"
    assert made.inputs() == (tmp_path / "board.yaml", tmp_path / "corgi.png")
    with pytest.raises(InvalidInput, match="Bo"):
        board("cast: {Bo: corgi.png}\ncards:\n- text: a sea\n").canvas(SMALL)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no storyboard.*cards:"),
        ("look: x", "no list of cards"),
        ("cards: []", "no cards"),
        ("cards: [3]", "Card 1: it is 3"),
        ("cards: [{text: a}, {}]", "Card 2: it is empty"),
        ("cards: [{at: 3}]", "Card 1: it is empty"),
        ("cards: [{text: a, pictur: b}]", "Card 1: .*'pictur'; did you mean picture"),
        ("card: [{text: a}]", "'card'; did you mean cards"),
        ("cards: [{text: a, seconds: 2}, {text: b, at: 1}]", "Card 2 begins at 1 s, before card 1 ends at 2 s"),
        ("cards: [{text: a, at: 4}, {text: b, at: 1}]", "Card 2 begins"),
        ("cards: [{text: a}, {picture: no.png}]", "Card 2: there is no file .*no.png"),
        ("cards: [{text: a}, {clip: board.yaml}]", "Card 2: Cannot read .*board.yaml"),
        ("cards: [{text: a}, {picture: board.yaml}]", "Card 2: .*not a picture"),
        ("cards: [{picture: board.yaml, clip: board.yaml}]", "Card 1: .*both"),
        ("cards: [{text: a, text: b}]", "line 1, column 19: the key 'text' stands there twice"),
        ("cards: [{text: }]", "Card 1: text says nothing"),
        ("cards: [{text: '  '}]", "Card 1: The text is empty"),
        ("cards: [{text: 5}]", "Card 1: text must be a text"),
        ("cards: [{text: a, seconds: two}]", "Card 1: seconds cannot be 'two'"),
        ("cards: [{text: a, seconds: .nan}]", "Card 1: seconds cannot be nan"),
        ("cards: [{text: a, at: -1}]", "Card 1: at cannot be -1"),
        ("cards: [{text: a, seconds: 0.02}]", "Card 1 is shorter than a frame"),
        ("cards: [{text: a, seconds: 40}, {text: b, seconds: 40}]", "Card 2 ends at 80 s"),
        ("cards: [", "line 1, column 9"),
        ("cards: [{text: !!python/object:os.system a}]", "python/object"),
        ("cast: [Bo]\ncards: [{text: a}]", "cast must map"),
        ("cast: {Bo: no.png}\ncards: [{text: Bo}]", "there is no file .*no.png"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(board, text, said):
    with pytest.raises(InvalidInput, match=said):
        board(text).canvas(SMALL)


def test_a_file_that_is_none(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\x00\x80")
    for name in ("a.yaml", "missing.yaml", "."):
        with pytest.raises(InvalidInput, match="Cannot read"):
            Storyboard(tmp_path / name).canvas(SMALL)


def test_lead_over_in_both_languages():
    assert lead_over("a cat", "a dog") == "a cat, then a dog"
    assert lead_over("고양이", "강아지") == "고양이, 그다음 강아지"
    assert lead_over("", "a dog") == "a dog" and lead_over("a cat", "a cat") == "a cat"


def test_a_board_written_is_the_board_read(tmp_path):
    (tmp_path / "sea.png").touch()
    cards = (Card(text="강아지: a corgi", at=0.5, seconds=2.0), Card(picture=tmp_path / "sea.png", at=4.0))
    one = Board(cards=cards, look="film noir", cast={"Mango": tmp_path / "sea.png"})
    (tmp_path / "b.yaml").write_text(to_yaml(one), "utf-8")
    assert read_board(tmp_path / "b.yaml") == one
    assert "강아지" in to_yaml(one) and "clip" not in to_yaml(one)


def test_a_board_in_code():
    assert Board(cards=(Card(text="a"), Card(text="b", seconds=1.5))).times() == ((0, 3), (3, 4.5))
    with pytest.raises(InvalidSize):
        Card(text="a", seconds=100)
    with pytest.raises(HaneulError, match="no cards"):
        Board(cards=())
