# ruff: noqa: E501  (Hangul counts double)
"""Who does what in a Korean prompt, told from particles and verb endings."""

from __future__ import annotations

import re

from haneul.prompts import korean
from haneul.prompts.draft import RIDDEN, Draft, Sentence, kind
from haneul.prompts.lexicon import UNSAID, Claim

_NUMBERS = "한:1 두:2 세:3 네:4 다섯:5 여섯:6 일곱:7 여덟:8 아홉:9 열:10 하나:1 둘:2 셋:3 넷:4 쌍둥이:2 서너:3 두세:2"
NUMBERS = {pair.split(":")[0]: int(pair.split(":")[1]) for pair in _NUMBERS.split()}
MANY = frozenset(
    [
        "여러",
        "많은",
        "수많은",
        "몇",
        "무리",
        "떼",
        "수십",
        "수백",
        "온갖",
        "무리가",
        "떼가",
        "무리의",
        "떼의",
        "몇몇",
        "가족",
        "가족이",
    ]
)
COUNTER = re.compile("(마리|명|대|개|척|채|잔|송이|그루|켤레|쌍|권|자루|장|병|조각|사람|분|놈|인|두)(.*)")
SUBJECT = ("이", "가", "은", "는", "도", "들이", "들은", "들도", "께서", "이랑", "만", "")
OBJECT = ("을", "를", "들을")
AND = ("와", "과", "랑", "이랑", "하고", "들과")
ON = ("을", "를", "에", "위에", "위에서", "등에", "들을", "위로")
HELD = ("을", "를", "들을")
HOLDING = ("들고", "든", "들", "쓰고", "쓴", "입고", "입은", "끼고", "낀", "신고", "메고", "멘", "물고", "문", "안고", "안은", "매고", "맨",
           "두르고", "두른", "연주하는", "연주하며", "연주하고", "연주한다", "치는", "치며", "먹는", "먹고", "먹으며", "불며", "부는",
           "마시는", "마시며", "돌리는", "차는", "차고", "밀고", "끌고", "착용한", "쥐고", "쥔", "걸친", "걸치고", "타며", "읽는", "읽고",
           "잡고", "던지는", "던지고", "앞에서", "앞의", "사용하는", "굴리는", "굴리며")  # fmt: skip
TOWARD = ("chases", "meets", "~eats", "~plays")
BESIDE = ("아래", "밑", "옆", "곁", "사이", "주위", "너머")
STEPS = ("그리고", "그러다", "그러다가", "이어서", "다음")


def parse(sentence: Sentence) -> None:
    """Fill the drafts of `sentence`: counts, colours, hybrids, who rides, holds and does what."""
    sentence.drafts.extend(_strangers(sentence))
    sentence.drafts.sort(key=lambda draft: draft.first)
    for draft in sentence.drafts:
        _modifiers(sentence, draft)
    _hybrids(sentence)
    for draft in list(sentence.drafts):
        _role(sentence, draft)
    for claim in sentence.claims:
        if claim.slot == "action" and not _of_camera(sentence, claim):
            _attach(sentence, claim)


def particle(sentence: Sentence, draft: Draft) -> str:
    """What stands behind the noun, or behind its counter: 강아지가, 강아지 두 마리가."""
    after = _counted(sentence, draft)
    word = sentence.word(draft.last)
    if after == draft.last and _glued(sentence, after):
        return sentence.word(after + 1)
    if after == draft.last:
        return word[len(_noun(word)) :]
    counter = COUNTER.fullmatch(sentence.word(after))
    return counter[2] if counter else ""


def _glued(sentence: Sentence, i: int) -> bool:
    """Whether a particle of its own stands behind letters that are not Hangul: UFO를."""
    after = sentence.words[i + 1] if i + 1 < len(sentence.words) else None
    return (
        after is not None
        and not after.before
        and after.word in korean.TAILS
        and not "가" <= sentence.word(i)[0] <= "힣"
    )


def _noun(word: str) -> str:
    """The word without its particles."""
    for size in range(4, 0, -1):
        tail = word[-size:]
        if len(word) > size and tail in korean.TAILS and _agrees(word[:-size], tail):
            return word[:-size]
    return word


def _agrees(noun: str, tail: str) -> bool:
    """Whether the particle fits the last sound: 용이, 개가."""
    closed = korean.final(noun) != 0
    if tail in ("이", "은", "을", "과", "이랑"):
        return closed
    return not closed if tail in ("가", "는", "를", "와", "랑") else True


def _counted(sentence: Sentence, draft: Draft) -> int:
    """The last word of 강아지 두 마리가."""
    i = draft.last
    if sentence.word(i + 1) in (*NUMBERS, *MANY) or sentence.word(i + 1).isdigit():
        if COUNTER.fullmatch(sentence.word(i + 2)) and not sentence.words[i + 1].breaks:
            return i + 2
        return i
    return i


def _strangers(sentence: Sentence) -> list[Draft]:
    """Nouns outside the cast: unclaimed words with a particle of a subject or object."""
    found = []
    for i, token in enumerate(sentence.words):
        if sentence.claim_at(i) is not None or sentence.draft_at(i) is not None or not "가" <= token.word[0] <= "힣":
            continue
        if COUNTER.fullmatch(token.word) and i and (sentence.word(i - 1) in NUMBERS or sentence.word(i - 1).isdigit()):
            continue
        noun = _noun(token.word)
        tail = token.word[len(noun) :]
        counted = COUNTER.fullmatch(sentence.word(i + 2)) and sentence.word(i + 1) in NUMBERS
        if len(noun) > 1 and (tail in ("이", "가", "을", "를", "들이", "들을", "와", "과") or (tail == "" and counted)):
            found.append(Draft(i, i, noun, noun, known=False))
    return found


def _modifiers(sentence: Sentence, draft: Draft) -> None:
    """Count and colour from the words around the noun."""
    word = sentence.word(draft.last)
    if word[len(_noun(word)) :].startswith("들"):
        draft.count = None
    after = _counted(sentence, draft)
    if after > draft.last:
        draft.count = _number(sentence.word(after - 1))
    elif re.fullmatch("(무리|떼)(가|는|를|이|의)?", sentence.word(draft.last + 1)):
        draft.count = None
    for i in range(draft.first - 1, max(-1, draft.first - 7), -1):
        said, claim = sentence.word(i), sentence.claim_at(i)
        if sentence.words[i + 1].breaks or sentence.draft_at(i) is not None:
            break
        if claim is not None and claim.slot == "tint" and not draft.tint:
            draft.tint = claim.value
        elif COUNTER.fullmatch(said) and said.endswith(("의", *["마리", "명", "대", "개", "척", "채"])):
            if i and (
                sentence.word(i - 1) in NUMBERS or sentence.word(i - 1) in MANY or sentence.word(i - 1).isdigit()
            ):
                draft.count = _number(sentence.word(i - 1))
        elif said in MANY:
            draft.count = None
        elif said in NUMBERS and i == draft.first - 1 and kind(draft.name) == "person":
            draft.count = NUMBERS[said]
        elif said in (*NUMBERS,) or said.isdigit():
            continue
        elif claim is None or claim.slot not in ("filler", "mood", "action", "weather"):
            break


def _number(word: str) -> int | None:
    return int(word[:6]) or None if word.isdigit() else NUMBERS.get(word)


def _hybrids(sentence: Sentence) -> None:
    """반은 오리, 반은 용; 고양이와 부엉이를 섞은 동물; 앞은 사자 뒤는 물고기인."""
    said = [token.word for token in sentence.words]
    for a, b in zip(list(sentence.drafts), sentence.drafts[1:], strict=False):
        if b not in sentence.drafts or a not in sentence.drafts or b.first - a.last > 4:
            continue
        before = said[max(0, a.first - 2) : a.first], said[a.last + 1 : b.first]
        halves = all(any(word.startswith(("반은", "절반은", "반")) for word in part) for part in before)
        ends = any(w in ("앞은", "위는", "앞쪽은", "상반신은", "위쪽은", "머리는") for w in before[0]) and any(
            w in ("뒤는", "아래는", "뒤쪽은", "하반신은", "아래쪽은", "몸은") for w in before[1]
        )
        mixed = re.search("섞|합쳐|합친|반반|잡종|혼종|하이브리드|반인", " ".join(said[b.last : b.last + 4]))
        if halves or ends or (mixed and particle(sentence, a) in (*AND, "")):
            a.rear, a.last = b.name, b.last
            a.words = f"{a.words} {b.words}"
            sentence.drafts.remove(b)


def _role(sentence: Sentence, draft: Draft) -> None:
    """Whether it is carried, ridden, chased, held or stands for itself."""
    tail, after = particle(sentence, draft), _counted(sentence, draft) + 1
    near = [
        c for c in sentence.claims if after <= c.first <= after + 3 and not _subject_between(sentence, after, c.first)
    ]
    slots = {claim.slot for claim in near}
    verbs = [claim for claim in near if claim.slot in ("action", "rides", "carries")]
    first = verbs[0] if verbs else None
    described = _described(sentence, first) if first is not None else None
    owner = described if described is not None else _owner(sentence, draft)
    if owner is None or owner is draft:
        return
    if "carries" in slots and tail in OBJECT and first is not None and first.slot == "carries":
        draft.role, draft.mount = "rider", owner.name
    elif (
        first is not None
        and first.slot == "rides"
        and tail in ON
        and kind(draft.name) in RIDDEN | {"thing", "sport", ""}
    ):
        draft.role, owner.mount = "mount", draft.name
    elif first is not None and first.value in TOWARD[:2] and tail in (*OBJECT, *AND, "에게", "에게서"):
        if tail in AND and not _nominative_before(sentence, draft):
            return
        draft.role, owner.toward = "toward", draft.name
    elif (
        tail in HELD
        or (tail == "" and sentence.word(after) in HOLDING)
        or (
            tail in ("", "앞에서", "앞의", "뒤에서", "앞에")
            and sentence.word(after).startswith(("앞에", "앞의", "뒤에", "뒤의"))
        )
        or tail in ("앞에서", "앞의", "앞에", "으로", "로")
    ):
        draft.role = "held" if draft.holdable or tail in HELD else "aside"
        if draft.holdable:
            owner.props.append(draft.name)
    elif tail in ("위에서", "위에", "위로") or sentence.word(after).startswith(("위에", "등에", "등 위")):
        if kind(draft.name) in RIDDEN or kind(draft.name) in ("thing", "sport"):
            draft.role, owner.mount = "mount", draft.name
        else:
            draft.role = "aside"
    elif sentence.word(after).startswith(BESIDE) or tail in (
        "에서",
        "에",
        "의",
        "처럼",
        "에게",
        "같은",
        "옆에서",
        "옆에",
        "사이로",
        "사이에서",
        "아래",
        "아래에서",
        "속에서",
        "안에서",
        "모양의",
        "에서는",
        "보다",
        "향해",
        "쪽으로",
    ):
        draft.role = "aside"


def _subject_between(sentence: Sentence, first: int, last: int) -> bool:
    return any(first <= draft.first < last for draft in sentence.drafts)


def _nominative_before(sentence: Sentence, draft: Draft) -> bool:
    """Whether a subject stands before it in the clause: 곰이 여우와 만난다, but 곰과 여우가 만난다."""
    return any(
        one.first < draft.first and particle(sentence, one) in ("이", "가", "은", "는") for one in sentence.drafts
    )


def _owner(sentence: Sentence, draft: Draft) -> Draft | None:
    """Whose it is: the nearest subject before it in the clause, else the next one, which the clause describes."""
    before = [
        one for one in sentence.drafts if one.last < draft.first and one.role == "main" and _can_do(sentence, one)
    ]
    if before:
        return before[-1]
    for one in sentence.drafts:
        if one.first > draft.last and one.alive:
            return one
    return None


def _can_do(sentence: Sentence, draft: Draft) -> bool:
    tail = particle(sentence, draft)
    if sentence.word(draft.last + 1).startswith(BESIDE):
        return False
    return tail in SUBJECT or tail in AND or draft.rear != "" or tail.startswith(("이", "인", "들"))


def _of_camera(sentence: Sentence, claim: Claim) -> bool:
    """Whether the verb tells what the camera does."""
    for i in range(claim.first - 1, max(-1, claim.first - 5), -1):
        at = sentence.claim_at(i)
        if re.fullmatch("(카메라|화면|앵글)(가|는|이|은)", sentence.word(i)):
            return True
        if (at is not None and at.slot == "action") or sentence.word(i).endswith(("며", "고", "면서")):
            return False
        if sentence.words[i + 1].breaks or sentence.draft_at(i) is not None:
            return False
    return False


def _attach(sentence: Sentence, claim: Claim) -> None:
    """Give an action to those who do it."""
    doers = _doers(sentence, claim)
    side = next((c.value for c in sentence.claims if c.slot == "side" and 0 < claim.first - c.last <= 3), "")
    for doer in doers:
        doer.does(claim.said, side)


def _doers(sentence: Sentence, claim: Claim) -> list[Draft]:
    described = _described(sentence, claim)
    before = [d for d in sentence.drafts if d.last < claim.first and _does(sentence, d, claim)]
    said = [d for d in before if particle(sentence, d) in ("이", "가", "은", "는", "들이", "들은", "도", "만")]
    clause = [d for d in said if not _over(sentence, d, claim)]
    running = described is not None and particle(sentence, described) in OBJECT and claim.value not in TOWARD
    if described is not None and (running or not clause):  # 소녀가 달리는 공룡을 쫓는다
        return [described, *_following(sentence, described)]
    if clause or before:
        last = (clause or before)[-1]
        return _group(sentence, last, before)
    after = [d for d in sentence.drafts if d.first > claim.last and d.role == "main"]
    return after[:1]


def _following(sentence: Sentence, first: Draft) -> list[Draft]:
    """Those named after it in one breath: 헤엄치는 거북이와 돌고래."""
    found: list[Draft] = []
    for draft in sentence.drafts:
        if draft.first > first.last and particle(sentence, (found or [first])[-1]) in AND:
            if draft.first - (found or [first])[-1].last > 4:
                break
            found.append(draft)
    return found


def _over(sentence: Sentence, draft: Draft, claim: Claim) -> bool:
    """Whether the subject's own clause ended before the verb: at a full stop, or with 꽃이 피는 공원에서."""
    between = range(draft.last + 1, claim.first)
    if any("." in sentence.words[i].before for i in (*between, claim.first)):
        return True
    for i in between:
        after = sentence.claim_at(i + 1)
        verb = sentence.claim_at(i) is None or sentence.claim_at(i).slot in ("action", "film")  # type: ignore[union-attr]
        noun = i + 1 < claim.first and ((after is not None and after.slot == "place") or sentence.draft_at(i + 1))
        if verb and noun and sentence.word(i).endswith(("는", "던")) and sentence.draft_at(i) is None:
            return True
    return False


def _does(sentence: Sentence, draft: Draft, claim: Claim) -> bool:
    return draft.role == "main" or (draft.role == "rider" and particle(sentence, draft) in ("이", "가"))


def _described(sentence: Sentence, claim: Claim) -> Draft | None:
    """The noun that an adnominal verb describes: 해변을 달리는 귀여운 강아지."""
    i = claim.last
    if sentence.word(i + 1) in ("있는", "있던"):
        i += 1
    elif not korean.is_adnominal(sentence.word(i)):
        # 춤추고 노래하는 고양이: a linked verb belongs to whom the next verb describes
        if not sentence.word(i).endswith(("고", "며", "면서", "서", "채")):
            return None
        later = [c for c in sentence.claims if c.slot == "action" and 0 < c.first - i <= 4]
        if not later or _subject_between(sentence, i + 1, later[0].first):
            return None
        return _described(sentence, later[0])
    for j in range(i + 1, min(i + 7, len(sentence.words))):
        draft = sentence.draft_at(j)
        if draft is not None:
            return draft
        said, at = sentence.word(j), sentence.claim_at(j)
        if COUNTER.fullmatch(said) or said in NUMBERS or said in MANY or said.isdigit():
            continue
        if at is not None and at.slot in ("film", "place", "time", "weather", "camera", "framing", "shape", "look"):
            if at.slot in ("look", "weather") and at.slot not in UNSAID:
                continue
            return None
    return None


def _group(sentence: Sentence, last: Draft, before: list[Draft]) -> list[Draft]:
    """Those coordinated with the subject: 곰과 여우가."""
    group = [last]
    for draft in reversed([d for d in before if d.last < last.first]):
        joined = particle(sentence, draft) in AND or sentence.word(draft.last + 1) in ("그리고", "및")
        comma = particle(sentence, draft) == "" and sentence.words[draft.last + 1].breaks
        if joined or comma:
            group.insert(0, draft)
        else:
            break
    return group
