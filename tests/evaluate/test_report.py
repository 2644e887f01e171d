"""An evaluation with a judge that knows nothing and the fake engine: the table, the files, going on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from haneul.engines.fake import Fake
from haneul.evaluate import exam
from haneul.evaluate.prompts import questions
from haneul.evaluate.report import evaluate
from haneul.evaluate.table import Line, lines
from haneul.worlds.catalogue import catalogue
from haneul.worlds.judge import Judge, JudgeConfig


class NoArtwork(exam.Studio):
    """As on a machine where nobody fetched it."""

    def __init__(self) -> None:
        self.atlas = None


class Counting(Fake):
    """Counts what it paints; fails at clip `fails`."""

    def __init__(self, fails: int = -1) -> None:
        super().__init__()
        self.painted, self.fails = 0, fails

    def paint(self, canvas, sampling, progress):
        if self.painted == self.fails:
            raise KeyboardInterrupt
        self.painted += 1
        return super().paint(canvas, sampling, progress)


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    monkeypatch.setattr("haneul.evaluate.report.Studio", NoArtwork)
    torch.manual_seed(0)
    keys = tuple(one.key for one in catalogue())
    config = JudgeConfig(keys, {"subject": 0.98, "place": 0.99, "time": 0.5}, (4, 6, 8), (4, 4, 6, 6), 8)
    return Judge(config).eval()


def run(path: Path | None, judge: Judge, engine: Fake, count: int = 4):
    return evaluate(count, path, engine=engine, size="96x64", seconds=0.5, judge=judge)


def test_the_last_line_is_json(judge: Judge, capsys: pytest.CaptureFixture[str]) -> None:
    made = run(None, judge, Counting())
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last == json.loads(json.dumps(made.json(), ensure_ascii=False))
    assert last["settings"]["prompts"] == 4 and last["settings"]["model"] == "fake"
    by_name = {line["name"]: line for line in last["table"]}
    assert by_name["subject"]["ceiling"] == 0.98 and by_name["subject"]["reached"] in ("yes", "no")
    assert by_name.get("time", {"reached": "unread"})["reached"] == "unread"


def test_report_and_sheet_are_written(judge: Judge, tmp_path: Path) -> None:
    run(tmp_path / "out" / "report.md", judge, Counting())
    text = (tmp_path / "out" / "report.md").read_text("utf-8")
    assert "| subject |" in text and "![samples](report.png)" in text and questions(1)[0].text in text
    assert (tmp_path / "out" / "report.png").stat().st_size > 1000
    run(tmp_path / "report.json", judge, Counting())
    assert len(json.loads((tmp_path / "report.json").read_text("utf-8"))["answers"]) == 4


def test_an_interrupted_evaluation_goes_on(judge: Judge, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    with pytest.raises(KeyboardInterrupt):
        run(path, judge, Counting(fails=3))
    second = Counting()
    made = run(path, judge, second)
    assert second.painted == 1 and len(made.rows) == 4
    whole = run(None, judge, Counting())
    assert made.lines == whole.lines


def test_other_settings_are_asked_anew(judge: Judge, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    run(path, judge, Counting(), 2)
    engine = Counting()
    evaluate(2, path, engine=engine, size="64x64", seconds=0.5, judge=judge)
    assert engine.painted == 2


def row(number: int, **told) -> dict:
    plain = {
        "number": number, "group": "seen", "language": "en", "pair": "", "same": None, "same_real": None,
        "motion": None, "real": {}, "verdict": {},
    }  # fmt: skip
    return plain | told


def find(made: list[Line], name: str) -> Line:
    return next(line for line in made if line.name == name)


def test_bars_and_gaps() -> None:
    rows = [
        row(0, verdict={"place": 1.0, "action": 1.0}, real={"place": 1.0}, motion=1.0, same=True, same_real=True),
        row(1, language="ko", verdict={"place": 0.0, "action": 1.0}, real={"place": 1.0}, motion=0.1),
        row(2, group="held out", pair="action", verdict={"action": 0.0, "place": 1.0}),
    ]
    made = lines(rows, {"place": 0.98, "action": 0.90})
    place, action = find(made, "place"), find(made, "action")
    assert (place.score, place.real, place.prompts, place.verdict) == (0.5, 1.0, 2, "no")
    assert action.verdict == "unread" and replace(action, ceiling=0.97).verdict == "yes"
    assert find(made, "English: all attributes").score == 1.0
    assert find(made, "Korean: all attributes").verdict == "no"
    pair = find(made, "held-out pairs: action")
    assert (pair.score, pair.bar, pair.prompts) == (0.0, 0.9, 1)
    assert find(made, "motion within 0.5 to 2 of renders").score == 0.5
    assert find(made, "same character at start and end").verdict == "yes"
