"""Keys: shown once, kept as a hash, revoked for good; and the command for them."""

import re
from pathlib import Path

import pytest

from haneul.cli import main
from haneul.errors import InvalidInput, NotFound
from haneul.server import keys


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path / 'haneul.db'}"


def test_a_key_opens_until_it_is_revoked(store, settings):
    key, secret = keys.create(store, "a friend", ("read",), running=1, waiting=5, priority=2)
    assert keys.check(store, secret).id == key.id
    assert store.keys.get(key.id, None).used_at is not None
    assert keys.check(store, secret + "x") is None
    assert keys.check(store, "\ud800") is None
    store.keys.revoke(key.id)
    assert keys.check(store, secret) is None
    with pytest.raises(NotFound):
        store.keys.revoke("key_nosuch")


def test_the_secret_is_kept_nowhere(store, settings):
    _, secret = keys.create(store, "a friend")
    store.close()  # the last connection writes everything into the file
    kept = Path(settings.database.removeprefix("sqlite:///")).read_bytes()
    assert keys.digest(secret).encode() in kept
    assert secret.encode() not in kept


@pytest.mark.parametrize(("name", "scopes"), [("", ("read",)), ("x" * 81, ("read",)), ("x", ()), ("x", ("root",))])
def test_nonsense_is_refused(store, name, scopes):
    with pytest.raises(InvalidInput):
        keys.create(store, name, scopes)


def test_the_command_makes_lists_and_revokes(settings, capsys):
    place = ["--database", settings.database, "--storage", settings.storage]
    assert main(["keys", "create", "a friend", "--scopes", "read, admin", *place]) == 0
    secret, told = capsys.readouterr().out.splitlines()
    id = re.match(r"(key_\w+): key of a friend, may read, admin", told)[1]
    assert main(["keys", "list", *place]) == 0
    listed = capsys.readouterr().out
    assert id in listed
    assert secret not in listed
    assert "used never" in listed
    assert main(["keys", "revoke", id, *place]) == 0
    assert main(["keys", "list", *place]) == 0
    assert "revoked" in capsys.readouterr().out.splitlines()[-1]
    assert main(["keys", "revoke", "key_nosuch", *place]) == 1
    assert "There is no key" in capsys.readouterr().err
