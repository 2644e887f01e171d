"""English captions: clauses, place, time, weather, look, camera and cuts put together in many ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy as np

from haneul.blocking.scene import Scene, Shot
from haneul.worlds.catalogue import Subject
from haneul.worlds.clauses_en import Clause, EnglishClauses, listed
from haneul.worlds.english import article, inflect
from haneul.worlds.mention import Mention
from haneul.worlds.names import MARKS
from haneul.worlds.phrases import phrases
from haneul.worlds.setting_en import Setting
from haneul.worlds.teller import closeness

FILMS = ("video", "clip", "shot", "film", "scene", "short video", "animation")
REQUESTS = ("make a video of", "create a video of", "show me", "I want to see", "generate a short clip of",
            "please make a film of", "a video of", "animate", "give me a clip with")  # fmt: skip
SHOWS = ("the video shows", "we see", "you can see", "this clip shows", "the scene shows", "here is")
THEN = ("then", "after a while,", "later,", "suddenly", "a moment later,")
CUTS = ("cut to", "then", "next,", "then cut to", "after that,")


def tell(scene: Scene, cast: Mapping[str, Subject], mention: Mention, rng: np.random.Generator) -> str:
    """One English caption of the scene, names still marked."""
    return _English(scene, cast, mention, rng).tell()


class _English(Setting):
    """One English caption in the making."""

    def __init__(self, scene: Scene, cast: Mapping[str, Subject], mention: Mention, rng: np.random.Generator):
        super().__init__(scene, mention, rng)
        self.words = EnglishClauses(scene, cast, mention, rng)

    def tell(self) -> str:
        if self.mention.keywords:
            return self._keywords()
        layouts: list[Callable[[], str]] = [
            self._plain, self._front, self._plain, self._titled, self._titled, self._fragment, self._request,
            self._there, self._shows, self._set,
        ]  # fmt: skip
        if not self.mention.dense:
            layouts += [self._fragment, self._fragment, self._plain]
        if "look" in self.left:
            layouts.append(self._styled)
        if "action" not in self.mention:
            layouts = [self._fragment, self._titled, self._request, self._there, self._shows]
        if "camera" in self.left:
            layouts.append(self._labelled)
        text = layouts[int(self.rng.integers(len(layouts)))]()
        return self._finish([text, *self._rest()])

    def story(self, form: str, where: bool = True) -> str:
        """The clauses, joined; with place, time and weather at the end unless they went before."""
        clauses = self.words.clauses()
        if self.words.sunset_said and self.chance(0.9):
            self.left.discard("time")
        # A place before a second clause would say where only the first one happens.
        kind = clauses[0].kind if len(clauses) == 1 else ""
        return " ".join(filter(None, [self._joined(clauses, form), self.where(kind) if where else ""]))

    def _joined(self, clauses: list[Clause], form: str) -> str:
        parts = [clause.write(form) for clause in clauses]
        if len(parts) == 2:
            # "A meets B and C runs" could be read as one meeting.
            paired = clauses[0].kind in ("chases", "meets")
            links = (" while ",) if paired else (" and ",) if form == "ing" else (" while ", " and ", " as ", ", and ")
            link = self.pick(*links)
            self.clausal |= link in (" while ", " as ")
            return link.join(parts)
        return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]

    # Layouts ---------------------------------------------------------------------------------

    def _finite(self) -> str:
        return "be" if self.chance(0.5) else "s"

    def _plain(self) -> str:
        return self._with_attached(self.story(self._finite()))

    def _front(self) -> str:
        before = self.where()
        return self._with_attached(f"{before}, {self.story(self._finite())}" if before else self.story(self._finite()))

    def _set(self) -> str:
        """The setting in a sentence of its own first."""
        if "place" not in self.left:
            return self._plain()
        time = self.options("time", "scene")
        if "time" in self.left and self.chance(0.6):
            self.take("time")
            first = f"it is {self.pick(*time)} {self.place()} {self.weather()}"
        else:
            first = f"{self.pick('the scene is set', 'the scene is', 'we are', 'the place is')} {self.where()}"
            first = first.replace("the place is", "the scene is")
        return f"{' '.join(first.split())}. {self._with_attached(self.story(self._finite()))}"

    def _titled(self) -> str:
        """A cinematic tracking shot of ..."""
        title = ""
        if self.take("camera"):
            title = self.choose("camera", "shot") if self.chance(0.75) else ""
            if not title:
                self.left.add("camera")
        if not title and closeness(self.scene.shots[0]) == "close" and self.chance(0.6):
            title = self.pick(*phrases("en", "shot", "close", "of")).split(" ", 1)[1]
        title = title or self.pick(*FILMS)
        adjectives = self.options("look", "adjective")
        if "look" in self.left and adjectives and self.chance(0.7):
            self.take("look")
            title = f"{self.pick(*adjectives)} {title}"
        return self._with_attached(f"{article(title)} {title} of {self.story('ing')}")

    def _labelled(self) -> str:
        """Tracking shot: a dog running ..."""
        self.take("camera")
        return self._with_attached(f"{self.choose('camera', 'shot')}: {self.story('ing')}")

    def _fragment(self) -> str:
        return self._with_attached(self.story("ing"))

    def _request(self) -> str:
        return self._with_attached(f"{self.pick(*REQUESTS)} {self.story('ing')}")

    def _shows(self) -> str:
        return self._with_attached(f"{self.pick(*SHOWS)} {self.story('ing')}")

    def _there(self) -> str:
        clauses = self.words.clauses()
        first = self.scene.actors[min(i for i in self.words.named)]
        if len(clauses) > 1 or self.words.named != {0} or self.words.sunset_said:
            kind = clauses[0].kind if len(clauses) == 1 else ""
            text = f"{self._joined(clauses, 'ing')} {self.where(kind)}"
            return self._with_attached(text.strip())
        told = clauses[0].write("ing")
        verb = "are" if first.count > 1 and not told.startswith("a ") else "is"
        return self._with_attached(f"there {verb} {told} {self.where(clauses[0].kind)}".strip())

    def _styled(self) -> str:
        """In the style of film noir, ..."""
        self.take("look")
        return self._with_attached(f"{self.choose('look', 'style')}, {self.story(self._finite())}")

    # What follows ----------------------------------------------------------------------------

    def _with_attached(self, text: str) -> str:
        """Hang what is left on the sentence, one thing with "as" at the most."""
        tails = []
        alone = not self.clausal and not self.scene.change.startswith("one")
        if "change" in self.left and alone and self.chance(0.5):
            self.take("change")
            self.clausal = True
            tails.append(f"{self.pick('as', 'while')} {self._change()}")
        elif "camera" in self.left and self.chance(0.5):
            tails.append(self._camera_tail())
        if "look" in self.left and self.chance(0.6):
            self.take("look")
            tails.append(self.choose("look", "style"))
        return ", ".join([text, *tails])

    def _camera_tail(self) -> str:
        self.take("camera")
        clause = self.choose("camera", "clause")
        by = self.options("camera", "by")
        options = [f"with {inflect(clause, 'ing')}", self.choose("camera", "tag"), *by[:2]]
        return self.pick(*options, *([] if self.clausal else [f"as {inflect(clause, 's')}"] * 2))

    def _change(self) -> str:
        clause = self.choose("change", "clause")
        last = len(self.scene.actors) - 1
        several = self.scene.actors[last].count > 1
        if "{who}" in clause:
            who = self.words.figure(last) if len(self.scene.actors) > 1 else "they" if several else "it"
            return inflect(clause.replace("{who}", who), "base" if several else "s")
        return inflect(clause, "s")

    def _rest(self) -> list[str]:
        """Sentences for everything that is still unsaid."""
        out = []
        for attribute in self.rng.permutation(["look", "camera", "weather"]).tolist():
            if self.take(attribute):
                out.append(self._sentence(attribute))
        if self.take("change"):
            out.append(f"{self.pick(*THEN)} {self._change()}")
        if "time" in self.left or "place" in self.left:
            out.append(f"it happens {self.where()}")
        if "shots" in self.mention:
            out += [self._shot(shot) for shot in self.scene.shots[1:]]
        return out

    def _sentence(self, attribute: str) -> str:
        if attribute == "look":
            return self.choose("look", "sentence")
        return inflect(self.choose(attribute, "clause"), "s")

    def _shot(self, shot: Shot) -> str:
        """Cut to a close-up of the dog."""
        view = self.pick(*phrases("en", "shot", closeness(shot), "of"))
        heads = [i for i in shot.actors if i < len(self.scene.actors)]
        whom = ""
        if len(heads) == len(self.scene.actors) > 1:
            whom = self.pick(" of them", " of all of them" if len(heads) > 2 else " of both", "")
        elif heads:
            whom = f" of {listed([self.words.figure(i) for i in heads])}"
        move = ""
        if shot.camera != "still":
            clause = self.pick(*phrases("en", "camera", shot.camera, "clause"))
            move = self.pick(f", with {inflect(clause, 'ing')}", f" as {inflect(clause, 's')}",
                             ", " + self.pick(*phrases("en", "camera", shot.camera, "tag")))  # fmt: skip
        return f"{self.pick(*CUTS)} {view}{whom}{move}"

    # Keywords and finish ---------------------------------------------------------------------

    def _keywords(self) -> str:
        """corgi, beach, sunset, running, cinematic tracking shot"""
        words = []
        for clause in self.words.clauses():
            together = len(self.scene.actors) > 1 or self.chance(0.5) or not clause.verb
            words.append(clause.write("ing") if together else f"{clause.subject}, {inflect(clause.verb, 'ing')}")
        return ", ".join([*(re.sub("^an? ", "", word) for word in words), *self.tags()])

    def _finish(self, sentences: list[str]) -> str:
        text = ". ".join(_capital(one.strip()) for part in sentences for one in part.split(". "))
        return text if not self.mention.dense and self.chance(0.2) else text + "."


def _capital(sentence: str) -> str:
    """The first letter in upper case, marks or not."""
    for place, letter in enumerate(sentence):
        if not MARKS.match(letter):
            return sentence[:place] + letter.upper() + sentence[place + 1 :]
    return sentence
