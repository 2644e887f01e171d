"""What an operator decides about the service."""

import pytest

from haneul.errors import UnknownName
from haneul.server.front import Front


def test_clients_may_ask_for_no_engine_but_those_behind_sora_and_those_allowed():
    front = Front(pro_model="fake", allow_model=("wan2.1-vace-1.3b", "someone/weights"))
    assert (front.engine("sora-2"), front.engine("sora-2-pro")) == ("native", "fake")
    assert front.engine("someone/weights") == "someone/weights"
    for name in ("native", "fake", "wan2.1-t2v-1.3b", "other/weights", "/"):
        with pytest.raises(UnknownName, match=r"choose from sora-2, .*, wan2\.1-vace-1\.3b, someone/weights\."):
            front.engine(name)


def test_an_engine_that_is_not_there_is_told_at_the_start():
    with pytest.raises(UnknownName, match="did you mean wan2"):
        Front(allow_model=("wan2.1-vace",))
