"""The command line: one subcommand for each operation, and models, train, evaluate.

Standard output gets the one line that tells what was made; progress and errors go to standard
error. Exit status: 0 done, 1 failed, 2 misuse, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter, UnusedCliTokensError

from haneul import __version__
from haneul.engines import registry
from haneul.engines.base import Progress, Sampling
from haneul.errors import AbilityMissing, HaneulError, InvalidInput, MediaError
from haneul.fields import Field
from haneul.flags import command
from haneul.operations.base import Operation, every
from haneul.output import Output, check_place

HELP = "Sora that you own: a sentence in, a video out. `haneul COMMAND --help` tells more."


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which engine paints."""

    model: Annotated[str, Field("The engine that paints; `haneul models` lists them.")] = registry.DEFAULT

    def __post_init__(self) -> None:
        registry.find(self.model)


def app() -> App:
    """The application with all its commands."""
    made = App(
        name="haneul", help=HELP, version=__version__, help_format="plaintext", suppress_keyboard_interrupt=False
    )
    for name, kind in every().items():
        run = command(name, kind.__doc__ or "", (kind, Sampling, Choice, Output), _render)
        made.command(run, name=name)
    for other in (models, train, evaluate):
        made.command(other)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line `arguments` (those of the process by default); the exit status."""
    try:
        app()(arguments, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
        return 0
    except KeyboardInterrupt:
        return _fail("Interrupted; no half-made file was left behind.", 130)
    except UnusedCliTokensError as error:
        return _fail(f"{error} Put a prompt of several words into quotation marks.", 2)
    except CycloptsError as error:
        return _fail(str(error), 2)
    except (InvalidInput, AbilityMissing) as error:
        return _fail(str(error), 2)
    except HaneulError as error:
        return _fail(str(error), 1)
    except MemoryError:
        return _fail("Not enough memory; choose a smaller --size or fewer --seconds.", 1)
    except OSError as error:  # nobody reads standard output any more, or its disk is full
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or the interpreter's end would complain as well
        return _fail(f"{error.strerror or error}.", 1)


def _fail(message: str, status: int) -> int:
    print("haneul:", " ".join(message.split()), file=sys.stderr)
    return status


def _render(operation: Operation, sampling: Sampling, choice: Choice, output: Output) -> None:
    """Paint the operation into its files and say in one line what each is and how to repeat it."""
    from haneul.render import numbered, part_of, takes

    path = output.path(operation)
    with _progress("loading") as progress:
        began = time.monotonic()
        try:
            planned = takes(operation, choice.model, sampling)
        except MediaError as error:  # a file that the user named: misuse
            raise InvalidInput(str(error)) from error
        paths = numbered(path, len(planned))
        for file, take in zip(paths, planned, strict=True):
            check_place(file, len(take.kept), take.canvas.sound is not None, take.canvas.fps)
        lines = []
        for number, (file, take) in enumerate(zip(paths, planned, strict=True)):
            take.write(file, part_of(progress, number, len(planned)))
            c, took = take.canvas, time.monotonic() - began
            lines.append(
                f"{file}: {c.width}x{c.height}, {len(take.kept) / c.fps:g} s at {c.fps:g} fps, seed {c.seed}, "
                f"{choice.model}, {sampling.steps} steps, guidance {sampling.guidance:g}; took {took:.1f} s"
            )
            began = time.monotonic()
    print("\n".join(lines))


@contextmanager
def _progress(what: str, logged: bool = False) -> Iterator[Progress]:
    """A bar with the time left on standard error; where nobody watches nothing, or lines if `logged`."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda share, what: print(f"{share:4.0%} {what}", file=sys.stderr) if logged else None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda share, what: bar.update(task, completed=share, description=what)


def models() -> None:
    """List the engines that can paint, with their best size and rate."""
    for model in registry.MODELS:
        try:
            best = registry.engine(model.name).abilities
            able = f"{best.size[0]}x{best.size[1]} at {best.fps:g} fps, up to {best.largest} pixels a side"
        except (HaneulError, ImportError) as error:
            able = f"cannot be used: {error}"
        print(f"{model.name:10} {model.summary}; {able}")


def train(
    preset: str,
    /,
    *,
    resume: Annotated[bool, Parameter(negative="", help="Go on from the last checkpoint.")] = False,
    steps: Annotated[int | None, Parameter(help="Steps in all; the recipe's own number without.")] = None,
    minutes: Annotated[float | None, Parameter(help="Save and stop after so long, to be resumed.")] = None,
    folder: Annotated[Path, Parameter(help="Where checkpoints, curves and samples go.")] = Path("runs"),
    ship: Annotated[bool, Parameter(negative="", help="Put the trained weights into the package.")] = False,
) -> None:
    """Train a model of our own from the rendered world.

    Parameters
    ----------
    preset
        nano, small, medium or larger; or autoencoder, or judge.
    """
    if minutes is not None and not 0 < minutes < float("inf"):
        raise InvalidInput(f"minutes cannot be {minutes}; give a number above 0.")
    if steps is not None and steps < 1:
        raise InvalidInput(f"steps cannot be {steps}; give at least 1.")
    from haneul.train.start import start

    with _progress("preparing", logged=True) as progress:
        weights = start(preset, folder, resume=resume, steps=steps, minutes=minutes, ship=ship, progress=progress)
    print(f"{weights}: the trained weights")


def evaluate(
    *,
    prompts: Annotated[int, Parameter(help="How many prompts are painted and judged.")] = 200,
    report: Annotated[Path | None, Parameter(help="Also write the table to this file.")] = None,
    size: Annotated[str, Parameter(help="Width and height; the engine's best without.")] = "",
    seconds: Annotated[float, Parameter(help="Length of the clips that are judged.")] = 4.0,
    steps: Annotated[int, Parameter(help="Sampling steps.")] = Sampling().steps,
    guidance: Annotated[float, Parameter(help="How hard the prompt is followed.")] = Sampling().guidance,
    model: Annotated[str, Parameter(help="The engine that paints.")] = registry.DEFAULT,
) -> None:
    """Score the model: does the clip show what the prompt says?

    The last line printed is JSON. With a report, an interrupted evaluation goes on where it was.
    """
    if prompts < 1:
        raise InvalidInput(f"prompts cannot be {prompts}; give at least 1.")
    from haneul.evaluate.report import evaluate as run

    sampling = Sampling(steps, guidance)
    with _progress("judging", logged=True) as progress:
        run(prompts, report, engine=model, size=size, seconds=seconds, sampling=sampling, progress=progress)
