"""What a worker is started with."""

from dataclasses import replace

from haneul.server.crew import command


def test_the_address_of_the_database_is_not_on_the_command_line(settings):
    told = replace(settings, database="postgresql://haneul:secret@db/haneul", storage="s3://key:secret@bucket")
    line, environment = command(told)
    assert not any("secret" in word for word in line)
    assert environment["HANEUL_DATABASE"] == told.database
    assert environment["HANEUL_STORAGE"] == told.storage


def test_a_worker_has_the_other_settings_of_its_server(settings):
    line, _ = command(replace(settings, jobs=3, private_webhooks=True, metrics_port=9100))
    assert line[line.index("--jobs") + 1] == "3"
    assert "--private-webhooks" in line
    assert "--metrics-port" not in line  # the server's
