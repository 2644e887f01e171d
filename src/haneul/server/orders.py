"""What a client asks for, as an operation and its parameters: the one place that maps names to names."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from haneul.engines.base import Sampling
from haneul.fields import entries
from haneul.operations.base import every
from haneul.server.faults import invalid
from haneul.server.materials import Material, Materials
from haneul.server.multipart import Upload
from haneul.server.schemas.base import Request
from haneul.server.schemas.base import key as key_of
from haneul.server.schemas.source import Place
from haneul.server.schemas.video import (
    NAMES,
    SHARED,
    Card,
    CreateVideo,
    EditVideo,
    ExtendVideo,
    RemixVideo,
    Shared,
)

SAMPLING = tuple(entry.name for entry in entries(Sampling))
DEFAULT_MODEL, DEFAULT_SECONDS = "sora-2", 4


@dataclass(frozen=True)
class Order:
    """An operation with the values of its parameters; files are local paths."""

    operation: str
    values: dict[str, Any]
    model: str = DEFAULT_MODEL
    sampling: dict[str, Any] = field(default_factory=dict)
    characters: tuple[str, ...] = ()  # ids
    source: str | None = None  # the video that it was made from
    said: str | None = None  # the prompt as the client wrote it
    notes: tuple[str, ...] = ()
    params: dict[str, str] = field(default_factory=dict)  # how the client calls parameters of the operation

    def having(self, **values: Any) -> Order:
        """The same with `values` as well; None stands for left out."""
        return replace(self, values=self.values | _given(values))


def creation(body: CreateVideo, materials: Materials, default_size: str, fps: float) -> Order:
    """Text to video, or with pictures at either end, or a storyboard, or a clip that is re-imagined.

    `fps` is the engine's own rate, where the client asks for none.
    """
    order = _order("generate", body, prompt=body.prompt, size=body.size, fps=body.fps)
    if body.timeline is not None:
        return _storyboard(order, body, materials)
    first = materials.take(body.input_reference, "input_reference") if body.input_reference else None
    last = materials.picture(body.last_frame, "last_frame") if body.last_frame else None
    if first and first.is_clip:
        return _reimagined(order, body, first)
    if body.strength is not None:
        raise invalid("strength", "strength re-imagines a clip; give one as input_reference, or leave it out.")
    order = order.having(seconds=float(body.seconds or DEFAULT_SECONDS))
    if first and last:
        return _between(order, first, last, body.fps or fps, materials)
    if picture := first or last:
        order = replace(order, operation="animate", params={"picture": picture.param})
        return order.having(picture=picture.path, at="first" if first else "last")
    return order if body.size or default_size == "engine" else order.having(size=default_size)


def remix(body: RemixVideo, clip: Material, source: str) -> Order:
    """A finished video at one strength."""
    order = _order("remix", body, clip=clip.path, prompt=body.prompt, strength=body.strength)
    return replace(order, source=source, params={"clip": "video_id"})


def edit(body: EditVideo, clip: Material, materials: Materials) -> Order:
    """A clip, changed as the prompt says: in a region where one is named, else as a whole."""
    mask = materials.take(body.mask, "mask").path if body.mask else None
    region = _given({"box": body.box, "mask": mask, "subject": body.subject})
    values = region | _given({"feather": body.feather, "still": body.still})
    if values and not region:
        raise invalid(next(iter(values)), "A region is needed: give box, mask or subject.")
    order = _order(
        "edit" if region else "remix", body, clip=clip.path, prompt=body.prompt, strength=body.strength, **values
    )
    return replace(order, source=_id(body.video), params={"clip": "video"})


def extension(body: ExtendVideo, clip: Material) -> Order:
    """A clip that goes on."""
    order = _order(
        "extend", body, clip=clip.path, prompt=body.prompt, seconds=float(body.seconds), backward=body.backward
    )
    return replace(order, source=_id(body.video), params={"clip": "video"})


def operation(name: str, body: Request, materials: Materials) -> Order:
    """Any operation by its own parameters."""
    fields = type(body).model_fields
    given: dict[str, Any] = _given({key: getattr(body, key) for key in fields if key in body.model_fields_set})
    names = {key_of(entry): entry.name for entry in entries(every()[name])}
    params = {own: key for key, own in names.items()}
    model, characters = given.pop("model", DEFAULT_MODEL), given.pop("characters", ())
    sampling = {key: given.pop(key) for key in SAMPLING if key in given}
    source = next((value.id for value in given.values() if isinstance(value, Place) and value.id), None)
    if "cards" in given:
        cards = [_card(card, f"cards[{number}]", materials) for number, card in enumerate(given.pop("cards"))]
        given["file"] = _board(cards, given.pop("look", ""), materials, "cards")
        params["file"] = "cards"
    values = {names.get(key, key): _local(value, key, materials) for key, value in given.items()}
    who = tuple(one.id for one in characters)
    return Order(name, values, model, sampling, who, source, said=values.get("prompt"), params=params)


def _local(value: Any, key: str, materials: Materials) -> Any:
    """A parameter's value with files brought here."""
    if isinstance(value, (Upload, Place)):
        return materials.take(value, key).path
    if isinstance(value, list):
        return tuple(materials.take(one, f"{key}[{number}]").path for number, one in enumerate(value))
    if isinstance(value, dict):
        return {who: materials.picture(one, f"{key}[{who}]").path for who, one in value.items()}
    return value


def _order(name: str, body: Shared, **values: Any) -> Order:
    """An order with what all requests share; what was left out is left to the operation."""
    given = {key: getattr(body, NAMES.get(key, key)) for key in SHARED}
    shared = {key: value for key, value in given.items() if key not in SAMPLING}
    sampling = {key: given[key] for key in SAMPLING}
    characters = tuple(one.id for one in body.characters or ())
    return Order(
        name, _given(shared | values), body.model or DEFAULT_MODEL, _given(sampling), characters,
        said=values.get("prompt"),
    )  # fmt: skip


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _id(source: Upload | Place) -> str | None:
    return source.id if isinstance(source, Place) else None


def _reimagined(order: Order, body: CreateVideo, clip: Material) -> Order:
    """A clip as reference: remixed, at its own length."""
    if body.last_frame is not None:
        raise invalid("last_frame", "input_reference is a clip, which ends as it ends; leave last_frame out.")
    notes: tuple[str, ...] = ()
    if body.seconds is not None:
        notes = (f"{clip.param} is a clip and keeps its own length; seconds was not used",)
    made = replace(order, operation="remix", source=_id(body.input_reference) if body.input_reference else None)
    made = replace(made, notes=notes, params={"clip": clip.param})
    return made.having(clip=clip.path, strength=body.strength)


def _between(order: Order, first: Material, last: Material, fps: float, materials: Materials) -> Order:
    """The two pictures as storyboard cards of one frame each; all between them is invented."""
    frames = max(2, round(order.values.pop("seconds") * fps))
    prompt = order.values.pop("prompt")
    cards = [
        {"text": prompt, "picture": first.path, "at": 0.0, "seconds": 1 / fps},
        {"text": prompt, "picture": last.path, "at": (frames - 1) / fps, "seconds": 1 / fps},
    ]
    return replace(order, operation="storyboard").having(file=_board(cards, "", materials), fps=fps)


def _storyboard(order: Order, body: CreateVideo, materials: Materials) -> Order:
    for name in ("input_reference", "last_frame", "strength"):
        if getattr(body, name) is not None:
            raise invalid(name, f"{name} does not go with a timeline; give its pictures and clips to the cards.")
    if body.seconds is not None:
        raise invalid("seconds", "The cards of the timeline say how long the video is; leave seconds out.")
    cards = [_card(card, f"timeline[{number}]", materials) for number, card in enumerate(body.timeline or [])]
    file = _board(cards, order.values.pop("prompt"), materials)
    return replace(order, operation="storyboard", params={"file": "timeline"}).having(file=file)


def _card(card: Card, param: str, materials: Materials) -> dict[str, Any]:
    """The keys of a card, its picture or clip brought here."""
    made: dict[str, Any] = {"text": card.prompt, "at": card.at, "seconds": card.seconds}
    if card.input_reference is not None:
        material = materials.take(card.input_reference, f"{param}.input_reference")
        made["clip" if material.is_clip else "picture"] = material.path
    return _given(made)


def _board(cards: list[dict[str, Any]], look: str, materials: Materials, param: str = "timeline") -> Path:
    """A storyboard file beside its pictures and clips, which it names without any folder."""
    from haneul.errors import HaneulError
    from haneul.operations.board import Board, of_card
    from haneul.operations.board import Card as Shot
    from haneul.operations.board_file import to_yaml

    shots = []
    for number, card in enumerate(cards, 1):
        beside: dict[str, Any] = {key: Path(v.name) if isinstance(v, Path) else v for key, v in card.items()}
        try:
            with of_card(number):
                shots.append(Shot(**beside))
        except HaneulError as error:
            raise invalid(f"{param}[{number - 1}]", str(error)) from error
    try:
        text = to_yaml(Board(cards=tuple(shots), look=look))
    except HaneulError as error:
        raise invalid(param, str(error)) from error
    path = materials.folder / "storyboard.yaml"
    path.write_text(text, "utf-8")
    return materials.add(path)
