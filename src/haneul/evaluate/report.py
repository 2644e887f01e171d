"""`haneul evaluate`: every question to an engine, a table for people, and a last line of JSON for machines.

With a report file the answers are kept beside it as they come, so an interrupted evaluation goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from haneul import media
from haneul.engines import registry
from haneul.engines.base import Engine, Progress, Sampling, silent
from haneul.evaluate.autoencoder import BAR, fidelity
from haneul.evaluate.exam import Studio, ask, fingerprint
from haneul.evaluate.notes import Notes
from haneul.evaluate.page import Page, markdown, rounded
from haneul.evaluate.prompts import Question, questions
from haneul.evaluate.table import Line, lines
from haneul.operations.shape import Defaults, pixels
from haneul.worlds.judge import Judge

FOR_FIDELITY = 8
SHOWN, WIDTH = 4, 160  # frames of a clip on the sheet of samples, and their width
COLUMNS = ("attribute", "score", "renders", "ceiling", "bar", "reached", "prompts")


@dataclass(frozen=True)
class Report:
    """What was asked with which settings, the table, and every answer."""

    settings: dict[str, Any]
    lines: tuple[Line, ...]
    psnr: float | None
    motion: dict[str, float]
    rows: tuple[dict[str, Any], ...]

    def json(self) -> dict[str, Any]:
        """The figures without the single answers."""
        table = [rounded(asdict(line)) | {"reached": line.verdict} for line in self.lines]
        return {"settings": self.settings, "table": table, "autoencoder_psnr": self.psnr, "motion": self.motion}


def evaluate(
    prompts: int = 200,
    report: Path | None = None,
    *,
    engine: Engine | str | None = None,
    size: str = "",
    seconds: float = 4.0,
    sampling: Sampling | None = None,
    judge: Judge | None = None,
    asked: Sequence[Question] | None = None,
    progress: Progress = silent,
) -> Report:
    """Ask `prompts` questions, print the table, write `report` (Markdown by suffix .md, else JSON).

    `asked` replaces the fixed questions. Raises `MissingPart` without a judge or the engine's weights.
    """
    judge = judge or Judge.load()
    painter = registry.engine(engine or registry.DEFAULT) if engine is None or isinstance(engine, str) else engine
    how = Sampling(*(sampling or Sampling()).of(painter.abilities))
    wanted = list(asked if asked is not None else questions(prompts, seconds))
    width, height = pixels(size, Defaults(painter.abilities.size, painter.abilities.fps))
    settings = {
        "model": painter.abilities.name, "prompts": len(wanted), "size": f"{width}x{height}", "seconds": seconds,
        "steps": how.steps, "guidance": how.guidance,
    }  # fmt: skip
    from haneul.model.checkpoint import weights

    folders = [weights(""), getattr(painter, "folder", None)]
    same = settings | {"prompts": None, "weights": " ".join(fingerprint(one) for one in folders if one)}
    notes, studio = Notes(report.with_suffix(".answers") if report else None, same), Studio()
    for place, question in enumerate(wanted):
        kept = notes.rows.get(question.number)
        if kept is None or kept["text"] != question.text:
            row, frames = ask(question, painter, how, size, seconds, judge, studio)
            notes.add(row, media.strip(frames, SHOWN, WIDTH))
        progress((place + 1) / len(wanted), f"prompt {place + 1} of {len(wanted)}")
    rows = tuple(notes.rows[question.number] for question in wanted)
    made = Report(
        settings, tuple(lines(rows, judge.config.ceilings)),
        fidelity(studio, wanted[:FOR_FIDELITY], width, height), spread_of(rows), rows,
    )  # fmt: skip
    shown = page(made)
    if report:
        shown.write(report, notes, {row["number"]: str(row["number"]) for row in rows}, rows, answers(rows))
    shown.show()
    return made


def spread_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Least, middle and greatest motion energy relative to renders."""
    known = sorted(row["motion"] for row in rows if row["motion"] is not None)
    return {"least": known[0], "median": known[len(known) // 2], "greatest": known[-1]} if known else {}


def cells(line: Line) -> tuple[str, ...]:
    """A line as text, in the order of COLUMNS."""

    def number(value: float | None) -> str:
        return "" if value is None else f"{value:.3f}"

    score = f"({number(line.score)})" if line.verdict == "unread" else number(line.score)
    return line.name, score, number(line.real), number(line.ceiling), number(line.bar), line.verdict, str(line.prompts)


def remarks(report: Report) -> list[str]:
    """What the table cannot say."""
    said = []
    if report.motion:
        least, middle, most = (report.motion[name] for name in ("least", "median", "greatest"))
        said.append(f"Motion energy relative to renders: least {least:.2f}, median {middle:.2f}, greatest {most:.2f}.")
    if report.psnr is not None:
        said.append(f"Autoencoder on held-out renders: {report.psnr:.2f} dB PSNR (bar {BAR:g}).")
    if not any(row["real"] for row in report.rows):
        said.append("Without the artwork there are no renders to compare: python -m haneul.worlds.artwork fetches it.")
    said.append("Scores in brackets are of attributes that the judge itself does not read well enough to score.")
    return said


def page(report: Report) -> Page:
    """The report as it is shown and written."""
    made = [cells(line) for line in report.lines]
    title = f"Evaluation of {report.settings['model']}"
    return Page(title, report.settings, COLUMNS, made, remarks(report), report.json())


def answers(rows: Sequence[Mapping[str, Any]]) -> str:
    """The prompts with what was read, in Markdown."""
    told = [(str(row["number"]), row["group"], row["text"], wrong(row)) for row in rows]
    return markdown(("number", "group", "prompt", "wrong (asked, read)"), told)


def wrong(row: Mapping[str, Any]) -> str:
    """What was not seen as asked."""
    missed = []
    for name in (name for name, score in row["verdict"].items() if score < 1):
        asked, read = row["asked"].get(name, ""), row["read"].get(name, "")
        if name == "subject":
            subjects = row["asked"]["subjects"]
            asked, read = ", ".join(subjects), ", ".join(row["read"]["subjects"][: len(subjects)])
        missed.append(f"{name}: {asked} → {read}")
    return "; ".join(missed)
