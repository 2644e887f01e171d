"""A job as a DBOS workflow: what was done is remembered step by step, and not done again after a kill.

DBOS is one per process, and so is this: `register` makes the workflow known before `DBOS.launch`. The
workflow itself is deterministic; `begin` and `end` belong to the execution, not to the job, and are no steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from haneul.server.painter import Outcome, Painter
from haneul.server.traces import span

if TYPE_CHECKING:
    from haneul.server.work import Work

WORKFLOW = "haneul.paint"
QUEUE = "haneul-jobs"
VERSION = "1"  # of the steps below: a worker of another version leaves the job to its like


def register(painter: Painter) -> None:
    """Make the workflow known to this process's DBOS."""
    from dbos import DBOS

    @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=10**6)  # the painter counts for itself
    def paint(video_id: str) -> None:
        work = painter.begin(video_id)
        if work is None:
            return
        try:
            with span("job", video_id=video_id, operation=work.video.operation):
                _run(painter, work)
        finally:
            painter.end(work)


def _run(painter: Painter, work: Work) -> None:
    from dbos import DBOS

    outcome: Outcome = DBOS.run_step({"name": "prepare"}, painter.prepare, work)
    for number in range(outcome.get("windows", 0)):
        with span("window", video_id=work.video.id, number=number):
            painted: Outcome = DBOS.run_step({"name": "paint"}, painter.paint, work, number)
        if "code" in painted:
            outcome = painted
            break
    if "code" not in outcome:
        outcome = DBOS.run_step({"name": "assemble"}, painter.assemble, work)
    DBOS.run_step({"name": "finish"}, painter.finish, work, outcome)
    DBOS.run_step({"name": "clean"}, painter.clean, work)
