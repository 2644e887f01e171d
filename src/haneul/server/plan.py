"""From an order to accepted jobs: everything that can be known to be wrong is told before anything is kept.

The operation is built and its canvas made here, with the engine's own abilities: sizes, lengths, broken
files and prompts that do not name the cast are a 400 now instead of a failed video later. What the canvas
says (size, seconds, notes) is what the answer says. Inputs are copied into the job's own folder, so that
a source may be deleted while a job that began from it runs.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from haneul.canvas import Canvas
from haneul.errors import HaneulError, InvalidInput, NotFound
from haneul.fields import entries, record
from haneul.server import faults
from haneul.server.authentication import Caller
from haneul.server.desk import Service
from haneul.server.faults import Fault, invalid
from haneul.server.materials import Materials
from haneul.server.orders import Order
from haneul.server.records import Video, new_id
from haneul.server.texts import renamed
from haneul.server.wording import in_fields

LONGEST = 600  # seconds of a video, with the clip that it was made from


def place(
    order: Order, materials: Materials, desk: Service, caller: Caller, request_id: str = "", **about: Any
) -> tuple[Video, ...]:
    """Accept the jobs of `order`, one for each clip that it makes; `about` are more fields of each video.

    Raises `Fault`, or what `Jobs.submit` raises.
    """
    order = _with_characters(order, materials, desk, caller)
    operation, canvases = _canvases(order, materials, desk)
    videos = [
        Video(
            id=new_id("video_"), key_id=caller.id, model=order.model, engine=desk.front.engine(order.model),
            operation=order.operation, sampling=order.sampling, take=number, prompt=order.said or None,
            seconds=_seconds(operation, canvas), size=f"{canvas.width}x{canvas.height}", fps=float(canvas.fps),
            seed=int(canvas.seed), notes=tuple(dict.fromkeys((*order.notes, *_named(canvas.notes, materials)))),
            remixed_from_video_id=order.source, request_id=request_id or None, **about,
        )
        for number, canvas in enumerate(canvases)
    ]  # fmt: skip
    return _submitted(operation, videos, materials, desk, caller)


def _canvases(order: Order, materials: Materials, desk: Service) -> tuple[Any, tuple[Canvas, ...]]:
    """The operation, and what it means on the engine that was asked for."""
    from haneul import windows
    from haneul.engines import registry
    from haneul.engines.base import Sampling
    from haneul.naming import portraits
    from haneul.operations.base import every
    from haneul.operations.shape import Defaults

    kind = every().get(order.operation)
    if kind is None:
        raise Fault(501, f"This server has no operation {order.operation!r}.", code="missing_part")
    known = {entry.name for entry in entries(kind)}
    if unknown := [name for name in order.values if name not in known]:
        raise invalid(unknown[0], f"{order.operation} takes no {unknown[0]}; leave it out.", "unknown_parameter")
    try:
        engine = desk.front.engine(order.model)
    except InvalidInput as error:
        raise invalid("model", str(error), "model_not_found") from error
    try:
        operation = kind(**order.values)
        Sampling(**order.sampling)
        abilities = registry.engine(engine).abilities
        canvases = operation.canvases(Defaults(abilities.size, abilities.fps, portraits))
        for canvas in canvases:
            if canvas.frames > LONGEST * canvas.fps:
                seconds = canvas.frames / canvas.fps
                raise invalid("seconds", f"The video would last {seconds:.4g} s; {LONGEST} s in all is the most.")
            windows.require(canvas, abilities)
    except Fault:
        raise
    except HaneulError as error:
        raise _blamed(error, order, materials) from error
    return operation, canvases


def _blamed(error: HaneulError, order: Order, materials: Materials) -> Fault:
    """The error in the client's words: fields as the contract calls them, no flags of the command line."""
    told = materials.told(error)
    text = in_fields(told.message)
    card = re.match(r"Card ([0-9]+)\b", text)
    names = {name: name for name in order.values} | {"negative": "negative_prompt", "cast": "characters"} | order.params
    if told.param is None and card:
        return invalid(f"{order.params.get('file', 'timeline')}[{int(card[1]) - 1}]", text)
    mapped = faults.blamed(type(error)(text), [*names, "seconds", "size", "fps"])
    return Fault(400, text, param=told.param or (names.get(mapped, mapped) if mapped else None), code=told.code)


def _submitted(
    operation: Any, videos: list[Video], materials: Materials, desk: Service, caller: Caller
) -> tuple[Video, ...]:
    """The videos with their inputs in the storage, accepted all or none."""
    desk.jobs.check_space()
    try:
        made = []
        for video in videos:
            names = {str(one.path): f"inputs/{video.id}/{one.path.name}" for one in materials.found}
            for one in materials.found:
                desk.storage.put(names[str(one.path)], one.path)
            parameters = renamed(record(operation), names)
            made.append(replace(video, parameters=parameters, inputs=tuple(names.values())))
        return desk.jobs.submit(made, caller.key)
    except BaseException:
        for video in videos:
            if desk.store.videos.find(video.id, None) is None:
                desk.storage.delete(f"inputs/{video.id}")
        raise


def _with_characters(order: Order, materials: Materials, desk: Service, caller: Caller) -> Order:
    """The order with the pictures of its characters, and of those that the prompt calls by @name."""
    cast = dict(order.values.get("cast", {}))
    for number, id in enumerate(order.characters):
        param = f"characters[{number}].id"
        try:
            character = desk.store.characters.get(id, caller.id)
        except NotFound as error:
            raise Fault(404, str(error), param=param) from error
        cast[character.name] = materials.stored(character.picture, param).path
    prompt = order.values.get("prompt", "")
    called = set(re.findall(r"@([^\s@,.;:!?\"'()]+)", prompt)) - set(cast)
    for name in sorted(called):
        page = desk.store.characters.list(caller.id, limit=1, name=name)
        if page.items:
            cast[name] = materials.stored(page.items[0].picture, "prompt").path
    spoken = re.sub(r"@(" + "|".join(map(re.escape, cast)) + r")", r"\1", prompt) if cast else prompt
    return order.having(cast=cast or None, prompt=spoken or None)


def _seconds(operation: Any, canvas: Canvas) -> str:
    return f"{round(len(operation.kept(canvas)) / canvas.fps, 2):g}"


def _named(notes: tuple[str, ...], materials: Materials) -> list[str]:
    """Notes as the worker says them too: files by the names that they have there."""
    return [in_fields(note.replace(f"{materials.folder}/", "")) for note in notes]
