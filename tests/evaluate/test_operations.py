"""Every operation on painted clips, with the fake engine and a judge that always sees the same."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from haneul import media
from haneul.engines.fake import Fake
from haneul.errors import MissingPart
from haneul.evaluate import operations
from haneul.evaluate.exam import Real, Studio
from haneul.evaluate.operations import Line, evaluate
from haneul.evaluate.trials import TRIALS
from haneul.naming import named
from haneul.operations.base import every
from haneul.worlds.judge import Reading

NOT_TRIED = {"generate", "animate", "film"}  # `haneul evaluate` without --operations is about them


class Painted(Studio):
    """A ball that rolls over stripes, whoever the scene is about."""

    def __init__(self, atlas="none is needed"):
        self.atlas = atlas

    def real(self, question, frames, width, height, fps):
        y, x = np.mgrid[:height, :width]
        centres = (0.3 + 0.2 * np.arange(frames) / fps)[:, None, None] * width
        ball = (x - centres) ** 2 + (y - height / 2) ** 2 < (height / 4) ** 2
        pictures = np.empty((frames, height, width, 3), np.uint8)
        pictures[:] = np.stack([x % 97 + 60, y % 89 + 40, 120 + 20 * question.number % 100 + 0 * x], -1)
        pictures[ball] = (240, 80, 30)
        stands = np.tile((0.1, 0.25, 0.5, 0.75), (frames, 1))
        return Real(pictures, True, stands)


def judge(ceiling):
    reading = Reading(("cat", "fox"), {"look": "neon", "place": "beach"}, {})
    config = SimpleNamespace(ceilings={"subject": ceiling, "place": 0.5, "look": ceiling})
    return SimpleNamespace(config=config, read=lambda clips: [reading], glance=lambda clips: [reading])


class Counting(Fake):
    painted = 0

    def paint(self, canvas, sampling, progress):
        Counting.painted += 1
        return super().paint(canvas, sampling, progress)


def run(clips=1, report=None, ceiling=0.99, **named):
    return evaluate(
        clips, report, engine=Counting(), size="96x64", seconds=1.0, judge=judge(ceiling), studio=Painted(), **named
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One evaluation of everything, and its report."""
    path = tmp_path_factory.mktemp("evaluate") / "out" / "report.md"
    return run(report=path), path


def find(made, operation, measure):
    return next(line for line in made if (line.operation, line.measure) == (operation, measure))


@pytest.mark.parametrize("own", [True, False])
def test_files_say_who_stands_where_only_if_they_are_to_be_haneuls_own(own, monkeypatch):
    seen = []

    def trial(examiner, one, other):
        seen.append((one, media.stands(media.Footage(one.path))))
        return {}, one.frames

    monkeypatch.setattr(trial, "__name__", "extend")
    monkeypatch.setattr(operations, "TRIALS", {trial: {}})
    run(own=own)
    (one, stands) = seen[0]
    if not own:
        assert stands == {}
        return
    ((name, boxes),) = stands.items()
    assert named(f"a {name}", ())[0].member.name_en == name and len(boxes) == len(one.frames)
    assert boxes[3] == pytest.approx((0.1, 0.25, 0.5, 0.75))


def test_every_operation_has_a_trial():
    assert {trial.__name__ for trial in TRIALS} >= set(every()) - NOT_TRIED
    assert all(bars for bars in TRIALS.values())


def test_what_must_be_exact_is(made):
    lines, _ = made
    exact = [line for line in lines if "exact" in line.measure]
    assert len(exact) >= 7 and all(line.value == 1 and line.reached == "yes" for line in exact)
    assert find(lines, "extend", "variants differ").value == 1
    assert find(lines, "storyboard", "cuts where cards touch, nowhere else").least == 1
    assert find(lines, "recut", "unspoiled share above random spans").reached == "yes"
    assert {line.operation for line in lines} == {t.__name__ for t in TRIALS} & set(every())


def test_the_last_line_is_json_and_brackets_mark_what_is_unread(capsys):
    lines = run(ceiling=0.5, names=("extend",))
    out = capsys.readouterr().out
    told = json.loads(out.splitlines()[-1])
    assert told["settings"]["model"] == "fake" and len(told["table"]) == len(lines) == 4
    same = find(lines, "extend", "same character in the new part")
    assert same.reached == "unread" and same.cells()[2].startswith("(")
    assert find(lines, "extend", "worst seam").reached in ("yes", "no")


def test_the_report_has_table_and_picture(made):
    _, path = made
    text = path.read_text("utf-8")
    assert "| extend | known frames exact | 1.000 | >= 1 | yes |" in text and "(report.png)" in text
    assert path.with_suffix(".png").stat().st_size > 5000


def test_it_goes_on_where_it_was(tmp_path):
    path = tmp_path / "report.json"
    before = run(report=path, names=("extend", "fill"))
    Counting.painted = 0
    assert run(report=path, names=("extend", "fill")) == before and Counting.painted == 0
    run(2, report=path, names=("fill",))
    assert Counting.painted > 0
    assert len(json.loads(path.read_text("utf-8"))["answers"]) == 3, "those of before stay"


@pytest.mark.parametrize(
    ("line", "reached"),
    [
        (Line("a", "b", 1.0, 1.0, None, None, 1), "yes"), (Line("a", "b", 0.9, 1.0, None, None, 1), "no"),
        (Line("a", "b", 1.6, None, 1.5, None, 1), "no"), (Line("a", "b", 0.0, None, 0.0, None, 1), "yes"),
        (Line("a", "b", 0.9, 0.5, None, 0.5, 1), "unread"), (Line("a", "b", 0.9, None, None, None, 1), ""),
        (Line("a", "b", None, 1.0, None, None, 0), ""),
    ],
)  # fmt: skip
def test_bars(line, reached):
    assert line.reached == reached


def test_without_artwork_it_says_how_to_get_it():
    with pytest.raises(MissingPart, match="artwork"):
        evaluate(1, engine=Fake(), judge=judge(1.0), studio=Painted(None))
