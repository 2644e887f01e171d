import pytest

from haneul.worlds.english import article, conjugate, inflect, number, one, plural


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [("dog", "a"), ("owl", "an"), ("unicorn", "a"), ("hour", "an"), ("orange cat", "an"), ("UFO", "a"),
     ("ukulele", "a"), ("umbrella", "an"), ("European", "a"), ("igloo", "an"),
     ("SUV", "an"), ("TV", "a"), ("ewe", "a")],
)  # fmt: skip
def test_article_follows_the_sound(phrase: str, expected: str) -> None:
    assert article(phrase) == expected


@pytest.mark.parametrize(
    ("one", "many"),
    [("dog", "dogs"), ("fox", "foxes"), ("butterfly", "butterflies"), ("monkey", "monkeys"), ("mouse", "mice"),
     ("wolf", "wolves"), ("fire engine", "fire engines"), ("tropical fish", "tropical fish"),
     ("police officer", "police officers"), ("dancing woman", "dancing women"), ("cup of tea", "cups of tea"),
     ("woman in a suit", "women in a suit"), ("human", "humans"), ("snowman", "snowmen"), ("witch", "witches"),
     ("woman lifting weights", "women lifting weights"), ("sheep", "sheep"), ("werewolf", "werewolves"),
     ("monkey covering its eyes", "monkeys covering their eyes"), ("bow and arrow", "bows and arrows"),
     ("red and yellow pill", "red and yellow pills"), ("bath full of bubbles", "baths full of bubbles"),
     ("man out for a walk", "men out for a walk"), ("man who shrugs", "men who shrug"), ("half a kiwi", "kiwi halves"),
     ("hatching chick", "hatching chicks"), ("boxing glove", "boxing gloves")],
)  # fmt: skip
def test_plural(one: str, many: str) -> None:
    assert plural(one) == many


@pytest.mark.parametrize(
    ("verb", "s", "ing"),
    [("run", "runs", "running"), ("go", "goes", "going"), ("fly", "flies", "flying"), ("chase", "chases", "chasing"),
     ("be", "is", "being"), ("rush", "rushes", "rushing"), ("get", "gets", "getting"), ("stay", "stays", "staying")],
)  # fmt: skip
def test_conjugation(verb: str, s: str, ing: str) -> None:
    assert (conjugate(verb, "s"), conjugate(verb, "ing")) == (s, ing)


def test_only_brackets_are_inflected() -> None:
    assert inflect("[run] to the left to run", "s") == "runs to the left to run"


@pytest.mark.parametrize(
    ("noun", "kind", "start"),
    [("bread", "mass", "some"), ("sunglasses", "pair", "a pair of"), ("grapes", "many", "some"),
     ("bus", "one", "a"), ("octopus", "one", "an"), ("princess", "one", "a"),
     ("Santa Claus", "one", ""), ("sun", "one", "the"), ("piece of bread", "one", "a"),
     ("french fries", "many", "some")],
)  # fmt: skip
def test_nouns_without_a_singular_or_a_plural(noun: str, kind: str, start: str) -> None:
    assert (number(noun), one(noun)) == (kind, start)
