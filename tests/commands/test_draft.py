"""Draft: a story becomes cards that can be filmed at once, and edited."""

from pathlib import Path

import pytest

from haneul.cli import main
from haneul.commands.draft import joined, seen_from_nearer, text
from haneul.operations.board_file import read_board
from haneul.prompts.shot import Shot


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def texts(name="storyboard.yaml"):
    return [card.text for card in read_board(Path(name)).cards]


def test_each_thing_that_happens_gets_a_card(capsys, folder):
    assert (
        main(["draft", "a cat runs on the beach at sunset, then the cat jumps. After that a fish swims underwater."])
        == 0
    )
    assert "storyboard.yaml: 3 cards, 9 s" in capsys.readouterr().out
    first, second, third = texts()
    assert first == "a cat runs on the beach at sunset"
    assert "the cat jumps" in second and "sunset" in second and "beach" in second, "a card is read by itself"
    assert third.startswith("a fish swims underwater") and "beach" not in third
    assert "# Drafted from: a cat runs" in (folder / "storyboard.yaml").read_text("utf-8")


def test_it_can_be_filmed_at_once():
    assert main(["draft", "a cat runs, then a dog jumps", "-o", "cat.yaml", "--seconds", "1"]) == 0
    assert main(["storyboard", "cat.yaml", "--model", "fake", "--size", "64x64", "-o", "cat.mp4"]) == 0


def test_as_many_cards_as_asked():
    assert main(["draft", "a cat runs", "--cards", "3", "--seconds", "6"]) == 0
    assert texts() == ["a cat runs, wide shot", "a cat runs, the camera zooms in", "a cat runs, close-up"]
    assert main(["draft", "a cat runs, then a dog runs, then a fish swims", "--cards", "1", "-o", "one.yaml"]) == 0
    (one,) = texts("one.yaml")
    assert one.startswith("a cat runs, then a dog runs, then a fish swims")


def test_korean(folder):
    assert main(["draft", "강아지가 노을 지는 해변에서 달린다. 그다음 고양이가 뛴다", "-o", "a.yaml"]) == 0
    assert "고양이가 뛴다" in texts("a.yaml")[1]
    assert "강아지" in (folder / "a.yaml").read_text("utf-8"), "letters, not escapes"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["draft", " "], "prompt is empty"),
        (["draft", "a cat", "--cards", "0"], "cards cannot be 0"),
        (["draft", "a cat", "-o", "a.txt"], "end the name 'a.txt' with .yaml"),
        (["draft", "a cat", "-o", "no/a.yaml"], "no such file or folder"),
    ],
)
def test_what_is_wrong_is_told(line, said, capsys):
    assert main(line) != 0
    assert said in capsys.readouterr().err


def test_nothing_is_overwritten(folder):
    for _ in range(2):
        assert main(["draft", "a cat runs"]) == 0
    assert {path.name for path in folder.iterdir()} == {"storyboard.yaml", "storyboard-2.yaml"}
    assert main(["draft", "a cat runs", "-o", "storyboard.yaml"]) == 2


def test_what_is_carried_on_is_said_again():
    before = Shot("a cat runs", "en", place="beach", time="night")
    assert text(Shot("it jumps.", "en", place="beach", time="night"), before) == "it jumps, beach, night"
    assert text(Shot("on the beach it jumps", "en", place="beach"), before) == "on the beach it jumps"
    assert text(Shot("a sea", "en", place="sea"), before) == "a sea"


@pytest.mark.parametrize("count", range(1, 8))
def test_any_number_of_cards(count):
    story = ["a", "b", "c"]
    made = joined(story, count) if count < 3 else seen_from_nearer(story, count, "en")
    assert len(made) == count
    assert all(any(word in one for one in made) for word in story)
