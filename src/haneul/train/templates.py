# ruff: noqa: E501  (Hangul counts double)
"""Parallel English and Korean sentences about scenes, made from phrase tables, for teaching the text encoder.

A sentence is a row of chunks (who, what it does, where, when, seen how); a chunk is a row of pieces,
each with the meaning that its words carry. The chunks let the encoder learn which words belong together.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Piece:
    """Words as written, and the term (in `meanings.py`) that they mean; "" when they carry none."""

    text: str
    term: str = ""


@dataclass(frozen=True)
class Chunk:
    """Pieces that belong together; `sense` is an English phrase for the whole, `deed` what an actor does."""

    pieces: tuple[Piece, ...]
    sense: str = ""
    deed: str = ""


@dataclass(frozen=True)
class Name:
    """One way to name a subject in both languages."""

    english: str
    korean: str


Sentence = list[Chunk]
Phrase = tuple[str, str]

# English verb phrase, Korean plain form. "@" stands for the other actor.
DEEDS: tuple[Phrase, ...] = (
    ("stands still", "가만히 서 있다"), ("stands", "서 있다"), ("is standing there", "서 있는 모습"),
    ("walks to the left", "왼쪽으로 걸어간다"), ("walks to the right", "오른쪽으로 걸어간다"),
    ("walks left", "왼쪽으로 걷는다"), ("walks right", "오른쪽으로 걷는다"), ("is walking slowly", "천천히 걷고 있다"),
    ("strolls leftward", "왼편으로 산책한다"), ("strolls to the right", "오른쪽으로 느긋하게 걷는다"),
    ("runs to the left", "왼쪽으로 달린다"), ("runs to the right", "오른쪽으로 달린다"), ("runs left", "왼쪽으로 뛰어간다"),
    ("dashes to the right", "오른쪽으로 질주한다"), ("is running fast", "빠르게 달리고 있다"), ("runs", "달린다"), ("walks", "걷는다"),
    ("jumps up and down", "위아래로 점프한다"), ("jumps", "폴짝 뛰어오른다"), ("leaps into the air", "공중으로 뛰어오른다"),
    ("bounces", "통통 튄다"), ("bounces around", "통통 튀어 다닌다"), ("flies to the left", "왼쪽으로 날아간다"),
    ("flies to the right", "오른쪽으로 날아간다"), ("flies", "날아간다"), ("soars leftward", "왼쪽으로 높이 난다"),
    ("floats in the air", "공중에 떠 있다"), ("floats", "둥둥 떠다닌다"), ("hovers gently", "살며시 떠 있다"),
    ("falls down", "아래로 떨어진다"), ("falls from the sky", "하늘에서 떨어진다"), ("spins around", "빙글빙글 돈다"),
    ("spins", "회전한다"), ("rotates in place", "제자리에서 돈다"), ("grows bigger", "점점 커진다"), ("grows", "커진다"),
    ("gets larger and larger", "점점 더 커진다"), ("shrinks", "작아진다"), ("gets smaller", "점점 작아진다"),
    ("approaches the camera", "카메라로 다가온다"), ("comes closer", "가까이 다가온다"), ("approaches", "다가온다"),
    ("goes away", "멀어진다"), ("leaves", "떠난다"), ("walks away into the distance", "멀리 걸어가 사라진다"),
    ("moves in a circle", "원을 그리며 돈다"), ("circles around", "주위를 맴돈다"), ("swims to the left", "왼쪽으로 헤엄친다"),
    ("swims to the right", "오른쪽으로 헤엄쳐 간다"), ("swims", "헤엄친다"), ("rolls to the right", "오른쪽으로 굴러간다"),
    ("drives to the left", "왼쪽으로 달려간다"), ("sings", "노래한다"), ("dances", "춤춘다"), ("sleeps", "잠을 잔다"),
    ("sits", "앉아 있다"), ("eats", "먹는다"), ("plays", "논다"), ("waves hello", "손을 흔든다"), ("swings", "그네를 탄다"),
    ("chases @", "@ 쫓아간다"), ("runs after @", "@ 뒤쫓는다"), ("follows @", "@ 따라간다"),
    ("meets @", "@ 만난다"), ("comes up to @", "@ 향해 다가간다"), ("greets @", "@ 보고 인사한다"),
    ("rides on the back of @", "@ 타고 간다"), ("sits on @", "@ 타고 앉아 있다"), ("stands behind @", "@ 앞에 두고 서 있다"),
    ("holds @", "@ 들고 있다"), ("stands at @", "@ 앞에 두고 있다"), ("plays with @", "@ 가지고 논다"),
)  # fmt: skip
BACK = {
    "chases @": "is chased by",
    "meets @": "meets",
    "runs after @": "is chased by",
    "follows @": "is followed by",
}
PLACES: tuple[Phrase, ...] = (
    ("in a meadow", "초원에서"), ("in a green meadow", "푸른 초원에서"), ("on the grass", "풀밭 위에서"), ("in a field", "들판에서"),
    ("on the beach", "해변에서"), ("at the seaside", "바닷가에서"), ("on a sandy shore", "모래사장에서"),
    ("on the sea", "바다 위에서"), ("at sea", "바다에서"), ("out on the ocean", "드넓은 바다에서"),
    ("underwater", "물속에서"), ("under the sea", "바닷속에서"), ("in the desert", "사막에서"), ("among the dunes", "모래 언덕에서"),
    ("in the snow", "눈밭에서"), ("on a snowfield", "설원에서"), ("in the mountains", "산에서"), ("before the mountains", "산을 배경으로"),
    ("on a mountain top", "산꼭대기에서"), ("on the summit", "산 정상에서"), ("in the forest", "숲속에서"), ("in the woods", "숲에서"),
    ("on a farm", "농장에서"), ("in the farmyard", "농장 마당에서"), ("in a city street", "도시 거리에서"), ("on the street", "거리에서"),
    ("in the city", "도시에서"), ("in a room", "방 안에서"), ("indoors", "실내에서"), ("on a stage", "무대 위에서"),
    ("on the stage", "무대에서"), ("in space", "우주에서"), ("in outer space", "우주 공간에서"), ("in the sky", "하늘에서"),
    ("high in the sky", "높은 하늘에서"), ("in the park", "공원에서"), ("by the river", "강가에서"), ("by a lake", "호숫가에서"),
    ("in the garden", "정원에서"), ("in front of a castle", "성 앞에서"), ("in the kitchen", "부엌에서"), ("at school", "학교에서"),
)  # fmt: skip
TIMES: tuple[Phrase, ...] = (
    ("at dawn", "새벽에"), ("at sunrise", "해 뜰 무렵"), ("in the early morning", "이른 아침에"), ("at noon", "한낮에"),
    ("at midday", "정오에"), ("in daylight", "대낮에"), ("at sunset", "해질녘에"), ("at dusk", "해 질 무렵"),
    ("in the evening", "저녁에"), ("at night", "밤에"), ("in the middle of the night", "한밤중에"), ("under the stars", "별빛 아래"),
    ("in the morning", "아침에"), ("in the afternoon", "오후에"), ("during the golden hour", "노을이 질 때"), ("by moonlight", "달빛 아래"),
)  # fmt: skip
WEATHERS: tuple[Phrase, ...] = (
    ("under a clear sky", "맑은 하늘 아래"), ("in clear weather", "맑은 날"), ("under a cloudy sky", "흐린 하늘 아래"),
    ("on a cloudy day", "흐린 날"), ("in the rain", "비를 맞으며"), ("while it rains", "비가 내리는 가운데"), ("on a rainy day", "비 오는 날"),
    ("while it snows", "눈이 내리는 가운데"), ("in falling snow", "내리는 눈 속에서"), ("on a snowy day", "눈 오는 날"),
    ("in the fog", "안개 속에서"), ("on a foggy day", "안개 낀 날"), ("in the wind", "바람 속에서"), ("on a windy day", "바람 부는 날"),
    ("in a strong wind", "강한 바람이 부는 가운데"), ("in a storm", "폭풍 속에서"), ("on a sunny day", "화창한 날"),
)  # fmt: skip
LOOKS: tuple[Phrase, ...] = (
    ("in warm colors", "따뜻한 색감"), ("warm look", "따뜻한 분위기"), ("in cold colors", "차가운 색감"), ("cold look", "차가운 분위기"),
    ("in film noir style", "필름 누아르 스타일"), ("black and white film noir", "흑백 누아르 영화"), ("vintage look", "빈티지 느낌"),
    ("like an old vintage film", "오래된 빈티지 영화처럼"), ("in pastel colors", "파스텔 색으로"), ("pastel look", "파스텔톤"),
    ("in neon light", "네온 불빛"), ("neon look", "네온 스타일"), ("dreamy look", "몽환적인 분위기"), ("dreamy and soft", "꿈결같이 부드럽게"),
    ("as a paper cut-out", "종이 오리기 스타일"), ("in paper cut-out style", "종이 공예 느낌"), ("plain look", "평범한 느낌"),
)  # fmt: skip
CAMERAS: tuple[Phrase, ...] = (
    ("the camera stands still", "카메라는 고정되어 있다"), ("static shot", "고정 샷"), ("the camera pans left", "카메라가 왼쪽으로 패닝한다"),
    ("the camera pans right", "카메라가 오른쪽으로 패닝한다"), ("panning to the left", "화면이 왼쪽으로 움직인다"),
    ("panning to the right", "화면이 오른쪽으로 움직인다"), ("the camera tilts up", "카메라가 위로 틸트한다"),
    ("the camera tilts down", "카메라가 아래로 틸트한다"), ("the camera zooms in", "카메라가 줌 인 한다"), ("zoom in", "줌 인"),
    ("the camera zooms out", "카메라가 줌 아웃 한다"), ("zoom out", "줌 아웃"), ("the camera dollies in", "카메라가 안으로 들어간다"),
    ("dolly in", "돌리 인"), ("tracking shot", "트래킹 샷"), ("the camera follows", "카메라가 따라간다"),
    ("the camera orbits around", "카메라가 주위를 돈다"), ("orbit shot", "궤도 샷"), ("the camera shakes", "카메라가 흔들린다"),
    ("handheld shaky camera", "흔들리는 핸드헬드 카메라"), ("close-up", "클로즈업"), ("wide shot", "와이드 샷"),
)  # fmt: skip
CHANGES: tuple[Phrase, ...] = (
    ("day turns to night", "낮이 밤으로 바뀐다"), ("then night falls", "이윽고 밤이 된다"), ("night turns to day", "밤이 낮으로 바뀐다"),
    ("then day breaks", "이윽고 날이 밝는다"), ("it starts to rain", "비가 내리기 시작한다"), ("then rain begins", "이윽고 비가 온다"),
    ("it starts to snow", "눈이 내리기 시작한다"), ("then snow begins to fall", "이윽고 눈이 온다"), ("one of them leaves", "하나가 떠난다"),
    ("another one enters", "다른 하나가 들어온다"), ("then it walks away", "그리고 나서 떠난다"),
)  # fmt: skip
TINTS = (
    ("red", "빨간"), ("red", "붉은"), ("orange colored", "주황색"), ("yellow", "노란"), ("green", "초록색"), ("green", "녹색"),
    ("blue", "파란"), ("purple", "보라색"), ("pink", "분홍색"), ("pink", "핑크색"), ("white", "하얀"), ("white", "흰"),
    ("black", "검은"), ("black", "까만"), ("blue", "푸른"), ("yellow", "노란색"), ("red", "빨간색"), ("blue", "파란색"),
)  # fmt: skip
SIZES = (
    ("big", "큰"),
    ("giant", "거대한"),
    ("small", "작은"),
    ("little", "조그만"),
    ("cute", "귀여운"),
    ("happy", "행복한"),
    ("old", "늙은"),
)
COUNTS = (
    ("two", "두"),
    ("three", "세"),
    ("two", "두"),
    ("four", "네"),
    ("three", "세"),
    ("five", "다섯"),
    ("a pair of", "한 쌍의"),
)
COUNTERS = ("마리", "마리", "마리", "명", "대", "개")


def closed(word: str) -> bool:
    """Whether the last syllable ends in a consonant."""
    return "가" <= word[-1] <= "힣" and (ord(word[-1]) - 0xAC00) % 28 > 0


def joined(word: str, particle: str) -> str:
    """The word with the right form of a particle written "after consonant/after vowel"."""
    return word + particle.split("/")[0 if closed(word) else -1]


def plural(noun: str) -> str:
    """The regular plural."""
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else noun + "s"


def subject(name: Name, deed: str, rng: Random, particle: str) -> tuple[Chunk, Chunk]:
    """A noun phrase in both languages: perhaps counted, coloured, sized."""
    english, korean, sense = [], [], []
    count = rng.choice(COUNTS) if rng.random() < 0.25 else None
    tint = rng.choice(TINTS) if rng.random() < 0.4 else None
    size = rng.choice(SIZES) if rng.random() < 0.2 else None
    if count:
        english.append(Piece(count[0], "two" if count[0] == "a pair of" else count[0]))
    else:
        english.append(Piece(rng.choice(("a", "the", "one", "a"))))
    for pair in (size, tint):
        if pair:
            english.append(Piece(pair[0], pair[0]))
            korean.append(Piece(pair[1], pair[0]))
    sense = [piece.text for piece in english] + [name.english]
    english.append(Piece(plural(name.english) if count else name.english, name.english))
    if count and count[1] != "한 쌍의" and rng.random() < 0.7:
        korean.append(Piece(name.korean, name.korean))
        counted = f"{count[1]} {rng.choice(COUNTERS)}"
        korean.append(Piece(joined(counted, particle), count[0]))
    else:
        if count:
            korean.insert(0, Piece(count[1], "two" if count[0] == "a pair of" else count[0]))
        korean.append(Piece(joined(name.korean, particle) if rng.random() < 0.9 else name.korean, name.korean))
    phrase = " ".join(sense)
    return Chunk(tuple(english), phrase, deed), Chunk(tuple(korean), phrase, deed)


Spoken = dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]


def phrase(kind: str, table: tuple[Phrase, ...], spoken: Spoken, rng: Random) -> Phrase:
    """A phrase in both languages, half of the time from the captions' own tables (`spoken`)."""
    if spoken.get(kind) and rng.random() < 0.6:
        english, korean = rng.choice(spoken[kind])
        return rng.choice(english), rng.choice(korean)
    return rng.choice(table)


def sentence(names: list[Name], spoken: Spoken, rng: Random) -> tuple[Sentence, Sentence]:
    """One scene told in English and in Korean."""
    deed = phrase("action", DEEDS, spoken, rng)
    who, other = rng.choice(names), rng.choice(names)
    english, korean = [], []
    a_en, a_ko = subject(who, deed[0].replace(" @", ""), rng, rng.choice(("이/가", "이/가", "은/는")))
    english.append(a_en)
    korean.append(a_ko)
    verb_en, verb_ko = deed[0].replace("@", "").strip(), deed[1].replace("@", "").strip()
    english.append(Chunk((Piece(verb_en),), verb_en, a_en.sense))
    if "@" in deed[0]:
        b_en, b_ko = subject(other, BACK.get(deed[0], "with"), rng, "을/를")
        english.append(b_en)
        korean.append(b_ko)
    last = Chunk((Piece(verb_ko),), verb_en, a_en.sense)
    tables = ((PLACES, 0.8), (TIMES, 0.45), (WEATHERS, 0.4))
    extras = [table[rng.randrange(len(table))] for table, share in tables if rng.random() < share]
    ends = [
        table[rng.randrange(len(table))]
        for table, share in ((LOOKS, 0.3), (CAMERAS, 0.4), (CHANGES, 0.15))
        if rng.random() < share
    ]
    order = extras[:]
    rng.shuffle(order)
    english += [Chunk((Piece(en),), en) for en, _ in order]
    rng.shuffle(order)
    before = [Chunk((Piece(ko),), en) for en, ko in order]
    korean = [*before, *korean, last] if rng.random() < 0.6 else [korean[0], *before, *korean[1:], last]
    for en, ko in ends:
        first = rng.random() < 0.2
        english.insert(0 if first else len(english), Chunk((Piece(en),), en))
        korean.insert(0 if first else len(korean), Chunk((Piece(ko),), en))
    return english, korean


def text(said: Sentence) -> str:
    return " ".join(piece.text for chunk in said for piece in chunk.pieces)
