"""Korean clauses: who (noun, counting word, colour, rider, prop) does what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from haneul.worlds.clauses import BEASTS, NOTHING_TO_TELL, Clauses
from haneul.worlds.korean import particle
from haneul.worlds.korean_verb import ADJECTIVES, VERB, inflect
from haneul.worlds.manner import ALIVE
from haneul.worlds.names import mark, unmarked
from haneul.worlds.phrases import phrases, pick

HYBRIDS = (
    "반은 {a} 반은 {b_in} {thing}", "{a_and} {b_obj} 반반 섞은 {thing}", "{a_and} {b_sub} 합쳐진 {thing}",
    "{fore} {a} {hind} {b_in} {thing}", "{a} 반 {b} 반인 {thing}", "{a_and} {b_obj} 섞어 놓은 {thing}",
    "{fore} {a}, {hind} {b_in} {thing}", "반은 {a}, 반은 {b_in} {thing}",
)  # fmt: skip
# How the artwork joins them: who is seen from the front is cut at the waist, the others behind it.
HALVES = {True: ("위는", "아래는"), False: ("앞은", "뒤는")}
PODCAST = ("팟캐스트를 [진행하다]", "팟캐스트를 [하다]", "팟캐스트를 [녹음하다]", "마이크에 대고 [말하다]",
           "마이크 앞에서 [이야기하다]", "마이크 앞에서 팟캐스트를 [하다]")  # fmt: skip
# Counting words that the kind of a subject does not tell.
UNITS = {
    "마리": ("dragon", "unicorn", "dragon head", "space invader"),
    "대": ("robot", "television", "camera", "movie camera", "radio", "telephone", "smartphone", "laptop", "computer",
           "printer", "piano", "guitar", "ferris wheel"),
    "권": ("book", "open book"), "자루": ("pencil", "crayon", "paintbrush", "broom"), "켤레": ("gloves", "socks"),
    "송이": ("sunflower", "rose", "tulip", "cherry blossom", "hibiscus", "daisy", "lotus", "hyacinth", "wilted flower",
            "grapes"),
    "그루": ("palm tree", "pine tree", "tree", "Christmas tree", "bamboo"),
    "잔": ("coffee", "tea", "milk", "beer", "cocktail", "bubble tea", "tropical drink"),
    "벌": ("dress", "shirt", "jeans", "coat"), "장": ("map",),
    "통": ("love letter", "envelope"), "조각": ("cake slice",),
    "개": ("snowman", "roller coaster", "fountain", "stadium", "Tokyo Tower", "Statue of Liberty", "moai", "torii gate",
          "tent", "studio microphone"),
}  # fmt: skip
UNIT_OF = {key: unit for unit, keys in UNITS.items() for key in keys}
CARRIED = {"업고": "업은", "태우고": "태운", "태운 채": "태운"}


@dataclass(frozen=True)
class Clause:
    """A subject, adverbials before the verb, and a verb phrase (verbs in brackets, "" for none)."""

    subject: str
    before: str
    verb: str
    kind: str = ""

    def write(self, form: str, where: str = "", marker: str = "이/가") -> str:
        """With `where` before or after the subject's place; `form` as in `korean_verb`, `+` for -고 있다."""
        if not self.verb:
            return f"{where} {self.subject}".strip()
        verb = self.verb if not form.endswith("+") else progressive(self.verb)
        return " ".join(filter(None, [josa(self.subject, marker), where, self.before, inflect(verb, form.rstrip("+"))]))


def josa(phrase: str, pair: str) -> str:
    """The phrase with its particle, chosen by its last letter (marks aside)."""
    return phrase + particle(unmarked(phrase), pair)


def progressive(phrase: str) -> str:
    """달리다 as 달리고 있다; what is a state already stays."""
    found = list(VERB.finditer(phrase))
    if not found or found[-1][1] in ADJECTIVES or found[-1][1].endswith("있다"):
        return phrase
    last = found[-1]
    return f"{phrase[: last.start()]}{last[1][:-1]}고 [있다]{phrase[last.end() :]}"


class KoreanClauses(Clauses[Clause]):
    """The Korean words for the actors of one scene."""

    language = "ko"
    podcast = PODCAST

    def noun(self, i: int) -> str:
        actor = self.scene.actors[i]
        front = self.cast[actor.subject]
        if not actor.rear:
            return self.word(front, actor.tint != "none")
        rear = self.cast[actor.rear]
        a, b, kinds = self.word(front), self.word(rear), {front.kind, rear.kind}
        thing = pick(self.rng, ("동물", "생물") if kinds <= BEASTS else ("생물", "존재") if kinds <= ALIVE else ("것",))
        fore, hind = HALVES[front.faces == "front"]
        return pick(self.rng, HYBRIDS, self.mention.terse).format_map({
            "a": a, "b": b, "thing": thing, "b_in": b + "인", "a_and": josa(a, "과/와"),
            "fore": fore, "hind": hind, "b_obj": josa(b, "을/를"), "b_sub": josa(b, "이/가"),
        })  # fmt: skip

    def figure(self, i: int, before: str = "") -> str:
        """The noun phrase of actor `i`, "파란 강아지 세 마리", marked as its name; later only the noun."""
        actor, noun = self.scene.actors[i], self.nouns[i]
        if i in self.named:
            last = noun.split()[-1]
            return noun if not actor.rear else "그것" if last == "것" else f"그 {last}"
        again = self.again(i)
        self.named.add(i)
        core = " ".join(filter(None, ["또 다른" if again else "", before, self.tint(i), mark(i, noun)]))
        unit = "마리" if actor.rear else UNIT_OF.get(actor.subject, self.cast[actor.subject].counter)
        if "count" not in self.mention:
            return core + "들" if actor.count > 1 and unit in ("마리", "명") else core
        number, draw = phrases("ko", "count", str(actor.count), "of")[0], self.rng.random()
        if actor.count == 1:
            return f"{core} {number} {unit}" if draw < 0.35 and not (again or actor.rear) else core
        if draw < 0.7 or again or before or actor.rear:
            return f"{core} {number} {unit}"
        return f"{core} {actor.count}{unit}" if draw < 0.82 else f"{number} {unit}의 {core}"

    def full(self, i: int) -> tuple[str, str]:
        """The noun phrase, and adverbials of what it carries and what stands before it."""
        adverbials, carrying = [], ""
        if riders := self.riders(i):
            carried = josa(listed([self.figure(j) for j in riders]), "을/를")
            way = pick(self.rng, tuple(CARRIED))
            if self.rng.random() < 0.5:
                carrying = f"{carried} 등에 {CARRIED[way]}"
            else:
                adverbials.append(f"{carried} 등에 {way}")
        return self.figure(i, carrying), " ".join([*adverbials, self._prop(i)]).strip()

    def whole(self, i: int) -> str:
        """Everything about actor `i` in one noun phrase, for objects of verbs and lists."""
        carrying = ""
        if riders := self.riders(i):
            carried = josa(listed([self.figure(j) for j in riders]), "을/를")
            carrying = f"{carried} 등에 {CARRIED[pick(self.rng, tuple(CARRIED))]}"
        return self.figure(i, f"{self._prop(i, adnominal=True)} {carrying}".strip())

    def _prop(self, i: int, adnominal: bool = False) -> str:
        prop = self.scene.actors[i].prop
        if not prop or "prop" not in self.mention or i in self.podcasts:
            return ""
        thing = self.word(self.cast[prop])
        obj, mate = josa(thing, "을/를"), josa(thing, "과/와")
        if adnominal:
            return pick(self.rng, (f"{thing} 앞의", f"{obj} 앞에 둔", f"{mate} 함께 있는"), self.mention.terse)
        return pick(self.rng, (f"{thing} 앞에서", f"{obj} 앞에 두고", f"{mate} 함께"), self.mention.terse)

    def verb(self, i: int, both: bool = False) -> str:
        """The verb phrase of actor `i`, its verb still in brackets; "" if the caption does not tell it."""
        phrase = self.action(i, both)
        if "{other}" not in phrase and "{mate}" not in phrase:
            return phrase
        j = self.scene.actors[i].toward
        if not self.valid(i, j):
            return phrase.replace("{other}", "무언가를").replace("{mate}", "누군가와")
        untold = self.scene.actors[j].action.split()[0] in NOTHING_TO_TELL or j in self.named
        doing = "" if untold else inflect(self.verb(j), "adnominal") + " "
        other = doing.lstrip() + (self.figure(j) if j in self.named else self.whole(j))
        return phrase.replace("{other}", josa(other, "을/를")).replace("{mate}", josa(other, "과/와"))

    def pair(self, i: int, j: int, verb: str) -> Clause:
        mutual = verb == "meets" and self.scene.actors[j].action == "meets"
        if "action" not in self.mention or (mutual and self.rng.random() < 0.5):
            return Clause(listed([self.whole(i), self.whole(j)]), "", self.verb(i, both=True), verb)
        figure, adverbials = self.full(i)
        return Clause(figure, adverbials, self.verb(i), verb)

    def group(self, group: list[int]) -> Clause:
        i = group[0]
        verb, phrase = self.scene.actors[i].action.split()[0], self.verb(i)
        if len(group) > 1 or not phrase:
            self.share_podcast(group)
            return Clause(listed([self.whole(k) for k in group]), "", phrase, verb)
        riders = self.riders(i)
        if len(riders) == 1 and not self.scene.actors[i].prop and self.rng.random() < 0.35:
            rider = self.figure(riders[0])
            ride = pick(self.rng, ("등에 타고 [있다]", "등에 올라타 [있다]", "등에 앉아 [있다]"))
            return Clause(rider, "", f"{inflect(phrase, 'adnominal')} {self.figure(i)} {ride}", verb)
        figure, adverbials = self.full(i)
        return Clause(figure, adverbials, phrase, verb)


def listed(parts: Sequence[str]) -> str:
    """A와 B; A, B, C."""
    return f"{josa(parts[0], '과/와')} {parts[1]}" if len(parts) == 2 else ", ".join(parts)
