"""`haneul read`: a table for people, JSON for programs."""

import json

from haneul.cli import main


def test_a_table(capsys):
    assert main(["read", "two [red] robots dance on a stage, 10 seconds, no rain"]) == 0
    out = capsys.readouterr().out
    assert "2 red robot" in out and "stage" in out and "10" in out and "rain" in out and "enriched:" in out


def test_json(capsys):
    assert main(["read", "--json", "해변을 달리는 강아지"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["shots"][0]["place"] == "beach" and told["shots"][0]["language"] == "ko"
    assert told["enriched"].startswith("해변을 달리는 강아지") and told["added"]


def test_an_empty_prompt_is_misuse(capsys):
    assert main(["read", "  "]) == 2
    assert "The prompt is empty" in capsys.readouterr().err
