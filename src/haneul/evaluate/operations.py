"""`haneul evaluate --operations`: every operation on rendered clips, a table of what was measured, and JSON.

With a report file each trial's answer is kept as it comes, so an interrupted evaluation goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from haneul import media
from haneul.canvas import Clip
from haneul.engines import registry
from haneul.engines.base import Engine, Progress, Sampling, silent
from haneul.errors import MissingPart
from haneul.evaluate.exam import Studio, fingerprint
from haneul.evaluate.notes import Notes
from haneul.evaluate.page import Page, rounded
from haneul.evaluate.prompts import Question, questions
from haneul.evaluate.table import mean
from haneul.evaluate.trials import TRIALS, Bar, Examiner, Known
from haneul.media.stands import KEY
from haneul.operations.base import every
from haneul.operations.shape import Defaults, pixels
from haneul.worlds.catalogue import catalogue
from haneul.worlds.judge import SURE, Judge

SECONDS = 2.0  # of the clips that operations are given
CANDIDATES = 40  # questions that are looked at for each clip that is wanted
SHOWN, WIDTH = 4, 160
COLUMNS = ("operation", "measure", "value", "bar", "reached", "ceiling", "clips")
BRACKETS = "Values in brackets stand on attributes that the judge itself does not read well enough to score."


@dataclass(frozen=True)
class Line:
    """One measure of one operation: the mean over `clips`, and what the judge reaches on renders."""

    operation: str
    measure: str
    value: float | None
    least: float | None
    most: float | None
    ceiling: float | None
    clips: int

    @property
    def reached(self) -> str:
        """yes, no, unread where the judge cannot tell, empty where there is no bar."""
        if self.ceiling is not None and self.ceiling < SURE:
            return "unread"
        if self.value is None or (self.least is None and self.most is None):
            return ""
        low = self.least is None or self.value >= self.least - 1e-9
        return "yes" if low and (self.most is None or self.value <= self.most + 1e-9) else "no"

    def cells(self) -> tuple[str, ...]:
        """As text, in the order of COLUMNS."""
        value = "" if self.value is None else f"{self.value:.3f}"
        bar = f">= {self.least:g}" if self.least is not None else f"<= {self.most:g}" if self.most is not None else ""
        ceiling = "" if self.ceiling is None else f"{self.ceiling:.3f}"
        shown = f"({value})" if self.reached == "unread" and value else value
        return self.operation, self.measure, shown, bar, self.reached, ceiling, str(self.clips)


def evaluate(
    clips: int = 4,
    report: Path | None = None,
    *,
    engine: Engine | str | None = None,
    size: str = "",
    seconds: float = SECONDS,
    sampling: Sampling | None = None,
    judge: Judge | None = None,
    studio: Studio | None = None,
    names: Sequence[str] = (),
    own: bool = False,
    progress: Progress = silent,
) -> list[Line]:
    """Put every operation (or `names`) to the test on `clips` rendered clips; print and write what came out.

    With `own` their files say who stands where, as files that Haneul made do; without, as those of others, nothing.

    Raises `MissingPart` without the artwork, a judge or the engine's weights.
    """
    judge, studio = judge or Judge.load(), studio or Studio()
    painter = registry.engine(engine or registry.DEFAULT) if engine is None or isinstance(engine, str) else engine
    how = Sampling(*(sampling or Sampling()).of(painter.abilities))
    best = Defaults(painter.abilities.size, painter.abilities.fps)
    width, height = pixels(size, best)
    trials = [trial for trial in TRIALS if trial.__name__ in every() and (not names or trial.__name__ in names)]
    settings = {
        "model": painter.abilities.name, "clips": clips, "size": f"{width}x{height}", "seconds": seconds,
        "steps": how.steps, "guidance": how.guidance, "own": own,
    }  # fmt: skip
    from haneul.model.checkpoint import weights

    same = settings | {"clips": None, "weights": fingerprint(weights(""))}
    notes = Notes(report.with_suffix(".answers") if report else None, same)
    with TemporaryDirectory() as folder:
        examiner = Examiner(painter, how, judge, Path(folder))
        known = list(_known(studio, clips, seconds, (width, height), best.fps, Path(folder), own))
        for number, one in enumerate(known):
            for place, trial in enumerate(trials):
                key = number * len(TRIALS) + list(TRIALS).index(trial)
                if key not in notes.rows:
                    told, frames = trial(examiner, one, known[(number + 1) % len(known)])
                    row = {"number": key, "operation": trial.__name__, "text": one.text, "measured": rounded(told)}
                    notes.add(row, media.strip(frames, SHOWN, WIDTH))
                done = (number * len(trials) + place + 1) / (len(known) * len(trials))
                progress(done, f"{trial.__name__}, clip {number + 1} of {len(known)}")
    rows = [notes.rows[key] for key in sorted(notes.rows) if key < len(known) * len(TRIALS)]
    made = lines([row for row in rows if not names or row["operation"] in names], examiner)
    shown = page(made, settings)
    if report:
        shown.write(report, notes, {row["number"]: row["operation"] for row in rows}, rows)
    shown.show()
    return made


def lines(rows: Sequence[Mapping[str, Any]], examiner: Examiner) -> list[Line]:
    """The table of the `rows`, in the order of the trials."""
    made = []
    for trial, bars in TRIALS.items():
        of = [row["measured"] for row in rows if row["operation"] == trial.__name__]
        made += [_line(trial.__name__, name, bar, of, examiner) for name, bar in bars.items() if of]
    return made


def _line(operation: str, name: str, bar: Bar, rows: Sequence[Mapping[str, Any]], examiner: Examiner) -> Line:
    values = [row[name] for row in rows if row.get(name) is not None]
    return Line(operation, name, mean(values), bar.least, bar.most, examiner.ceiling(bar.judged), len(values))


def _known(
    studio: Studio, count: int, seconds: float, size: tuple[int, int], fps: float, folder: Path, own: bool
) -> Iterator[Known]:
    """Clips of seen scenes, asked in English, in which one character stands in sight at both ends."""
    if studio.atlas is None:
        raise MissingPart("Operations are tried on renders, which need the artwork: python -m haneul.worlds.artwork")
    subjects: list[str] = []
    for question in questions(CANDIDATES * count, seconds):
        if len(subjects) == count:
            return
        subject = question.scene.actors[0].subject
        if question.group != "seen" or question.language != "en" or subjects[-1:] == [subject]:
            continue
        one = _rendered(studio, question, seconds, size, fps, folder / f"{question.number}.mkv", own)
        if one is not None:
            subjects.append(subject)
            yield one


def _rendered(
    studio: Studio, question: Question, seconds: float, size: tuple[int, int], fps: float, path: Path, own: bool
) -> Known | None:
    """The scene as a file, and as it looks at twice the rate and size; None where nobody stands in sight."""
    frames = max(2, round(seconds * fps))
    real = studio.real(question, frames, *size, fps)
    assert real is not None
    if not real.steady:
        return None
    finer = studio.real(question, 2 * frames, *size, 2 * fps)
    larger = studio.real(question, frames, 2 * size[0], 2 * size[1], fps)
    assert finer is not None and larger is not None
    told: dict[str, Any] = {"parameters": {"prompt": question.text}}
    if own:
        told[KEY] = {_called(question): [[at / fps, *map(float, box)] for at, box in enumerate(real.stands)]}
    media.write(path, Clip(real.frames, fps), metadata=told)
    return Known(question, path, media.Footage(path)[:], fps, finer.frames, larger.frames)


def _called(question: Question) -> str:
    """The name by which the cast knows whom the question shows."""
    key = question.scene.actors[0].subject
    return next(one.english for one in catalogue() if one.key == key)


def page(made: Sequence[Line], settings: Mapping[str, Any]) -> Page:
    """The table as it is shown and written."""
    table = [rounded(asdict(line)) | {"reached": line.reached} for line in made]
    title, cells = f"Operations of {settings['model']}", [line.cells() for line in made]
    return Page(title, settings, COLUMNS, cells, [BRACKETS], {"settings": dict(settings), "table": table})
