"""Korean captions: clauses, place, time, weather, look, camera and cuts put together in many ways.

A caption keeps one register, from 달린다 over 달려요 and 달립니다 to 달리는 모습 and 달리는 영상을 만들어 줘.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from haneul.blocking.scene import Scene, Shot
from haneul.worlds.catalogue import Subject
from haneul.worlds.clauses_ko import KoreanClauses, josa, listed
from haneul.worlds.korean_verb import inflect
from haneul.worlds.mention import Mention
from haneul.worlds.phrases import phrases
from haneul.worlds.setting_ko import Setting
from haneul.worlds.teller import closeness

FILMS = ("영상", "장면", "모습", "동영상", "짧은 영상", "화면")
REQUESTS = ("영상을 만들어 줘", "영상을 만들어 주세요", "모습을 보여 줘", "장면을 보고 싶어", "영상 만들어 줘",
            "동영상을 만들어 주세요", "장면을 그려 줘", "영상을 보여 주세요")  # fmt: skip
THEN = ("그러다", "이윽고", "잠시 후", "곧", "그러더니")
CUTS = ("이어서", "다음으로", "그다음", "다음 장면에서", "그 뒤")
REGISTERS = ("plain", "plain", "polite", "formal")
SHOTS = {
    "close": ("{obj} 가까이에서 [비추다]", "{obj} 클로즈업으로 [보여주다]", "{who}의 클로즈업으로 [바뀌다]"),
    "wide": ("{obj} 멀리서 [비추다]", "넓은 화면으로 {obj} [보여주다]", "넓은 화면으로 [바뀌다]"),
    "medium": ("{obj} 다시 [비추다]", "화면이 바뀌며 {obj} [보여주다]", "다른 화면으로 [바뀌다]"),
}


def tell(scene: Scene, cast: Mapping[str, Subject], mention: Mention, rng: np.random.Generator) -> str:
    """One Korean caption of the scene, names still marked."""
    return _Korean(scene, cast, mention, rng).tell()


class _Korean(Setting):
    """One Korean caption in the making."""

    def __init__(self, scene: Scene, cast: Mapping[str, Subject], mention: Mention, rng: np.random.Generator):
        super().__init__(scene, mention, rng)
        self.words = KoreanClauses(scene, cast, mention, rng)
        self.register = self.pick(*REGISTERS)

    def tell(self) -> str:
        if self.mention.keywords:
            return self._keywords()
        if "action" not in self.mention:
            text = self._still()
        else:
            layouts: list[Callable[[], str]] = [
                self._plain, self._plain, self._plain, self._titled, self._titled, self._request, self._set,
            ]  # fmt: skip
            if not self.mention.dense:
                layouts += [self._titled, self._plain, self._request]
            text = layouts[int(self.rng.integers(len(layouts)))]()
        return self._finish([text, *self._rest()])

    def story(self, form: str) -> str:
        """The clauses with place, time and weather; the last verb in `form`, the others linked to it."""
        clauses = self.words.clauses()
        if self.words.sunset_said:
            self.left.discard("time")
        where, finite = self.where(clauses), not form.startswith("adnominal")
        if len(clauses) == 1:
            inside = self.chance(0.45)
            told = clauses[0].write(form, where if inside else "")
            return told if inside else f"{where} {told}".strip()
        marker = "은/는" if finite and self.chance(0.6) else "이/가"
        going = "+" if form.endswith("+") else ""
        parts = [clause.write("and" + going, "", marker) for clause in clauses[:-1]]
        return " ".join(filter(None, [where, ", ".join(parts), clauses[-1].write(form, "", marker)]))

    # Layouts ---------------------------------------------------------------------------------

    def _finite(self) -> str:
        return self.register + ("+" if self.chance(0.45) else "")

    def _plain(self) -> str:
        return f"{self._before()}{self.story(self._finite())}"

    def _set(self) -> str:
        """The setting in a sentence of its own first."""
        if "place" not in self.left:
            return self._plain()
        setting = self.adnominal()
        self.take("place")
        place = f"{setting} {self.choose('place', 'tag')}".strip()
        first = self.pick(f"배경은 {place}[이다]", f"{place}[이다]", f"장소는 {place}[이다]")
        return f"{inflect(first, self.register)}. {self.story(self._finite())}"

    def _titled(self) -> str:
        """... 달리는 모습을 줌인하며 찍은 필름 누아르풍의 영상"""
        story = f"{self._before()}{self.story(self._adnominal())}"
        shots = self.options("camera", "shot")
        if "camera" in self.left and shots and self.chance(0.7):
            self.take("camera")
            return f"{story} {self.pick('모습을', '장면을')} {self.pick(*shots)} {self._look()}영상".replace("  ", " ")
        if closeness(self.scene.shots[0]) == "close" and self.chance(0.3):
            return f"{story} 모습을 가까이에서 찍은 {self._look()}영상"
        return f"{story} {self._look()}{self.pick(*FILMS)}"

    def _request(self) -> str:
        story = f"{self._before()}{self.story(self._adnominal())}"
        return f"{story} {self._look()}{self.pick(*REQUESTS)}"

    def _still(self) -> str:
        """Somebody somewhere, doing nothing that is told."""
        clauses = self.words.clauses()
        who = listed([clause.subject for clause in clauses])
        if "place" in self.left:
            place = f"{self.adnominal()} {self.choose('place', 'at')}".strip()
            self.take("place")
            who = f"{place}에 있는 {who}" if self.chance(0.5) else f"{place}의 {who}"
        who = " ".join(filter(None, [self.weather(), self.time(), who]))
        look = self._look()
        if not look and self.chance(0.4):
            return who
        return f"{josa(who, '이/가')} 나오는 {look}{self.pick(*FILMS[:2], *REQUESTS[:2])}"

    def _adnominal(self) -> str:
        return "adnominal" + ("+" if self.chance(0.35) else "")

    def _look(self) -> str:
        """The look as an attribute of the film, now and then."""
        if "look" in self.left and self.chance(0.6):
            self.take("look")
            return self.choose("look", "adnominal") + " "
        return ""

    def _before(self) -> str:
        """Look or change ahead of everything else."""
        if "change" in self.left and self.scene.change in ("day to night", "night to day") and self.chance(0.35):
            self.take("change")
            return f"{inflect(self.choose('change', 'clause'), 'adnominal')} {self.pick('동안', '가운데')} "
        if "look" in self.left and self.chance(0.2):
            self.take("look")
            return f"{self.choose('look', 'style')} "
        return ""

    # What follows ----------------------------------------------------------------------------

    def _rest(self) -> list[str]:
        """Sentences for everything that is still unsaid."""
        out = []
        for attribute in self.rng.permutation(["look", "camera", "weather", "time", "place"]).tolist():
            if self.take(attribute):
                out.append(self._sentence(attribute))
        if self.take("change"):
            change = self._change()
            out.append(change if change.startswith("갑자기") else f"{self.pick(*THEN)} {change}")
        if "shots" in self.mention:
            out += [self._shot(shot) for shot in self.scene.shots[1:]]
        return out

    def _sentence(self, attribute: str) -> str:
        if attribute == "time":
            return inflect(f"때는 {self.choose('time', 'tag')}[이다]", self.register)
        if attribute == "place":
            return inflect(f"장소는 {self.choose('place', 'tag')}[이다]", self.register)
        if attribute == "weather" and self.scene.place == "room":
            return "창밖에는 " + inflect(self.choose("weather", "clause"), self.register)
        return inflect(self.choose(attribute, "sentence" if attribute == "look" else "clause"), self.register)

    def _change(self) -> str:
        last = len(self.scene.actors) - 1
        who = josa(self.words.figure(last), "이/가")
        return inflect(self.choose("change", "clause").replace("{who}", who), self.register)

    def _shot(self, shot: Shot) -> str:
        """이어서 강아지를 가까이에서 비춘다."""
        heads = [i for i in shot.actors if i < len(self.scene.actors)]
        everybody = len(heads) == len(self.scene.actors) > 1
        who = "모두" if everybody or not heads else listed([self.words.figure(i) for i in heads])
        text = self.pick(*SHOTS[closeness(shot)]).replace("{obj}", josa(who, "을/를")).replace("{who}", who)
        text = inflect(f"{self.pick(*CUTS)} {text}", self.register)
        if shot.camera == "still":
            return text
        return f"{text}. 이때 {inflect(self.pick(*phrases('ko', 'camera', shot.camera, 'clause')), self.register)}"

    # Keywords and finish ---------------------------------------------------------------------

    def _keywords(self) -> str:
        """강아지, 해변, 노을, 달리는 모습, 트래킹 숏"""
        words = []
        for clause in self.words.clauses():
            doing = " ".join(filter(None, [clause.before, inflect(clause.verb, "adnominal")]))
            together = len(self.scene.actors) > 1 or self.chance(0.5) or not clause.verb
            words.append(f"{doing} {clause.subject}".strip() if together else f"{clause.subject}, {doing} 모습")
        return ", ".join([*words, *self.tags()])

    def _finish(self, sentences: list[str]) -> str:
        text = ". ".join(sentences)
        ends = text.endswith(("다", "요", "줘", "싶어", "세요"))
        return text + "." if (ends and not self.chance(0.1)) or self.chance(0.35) else text
