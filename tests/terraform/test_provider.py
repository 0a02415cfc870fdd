"""Where the provider comes from: the user's own configuration, a mirror folder, or the registry."""

import pytest

from s3_replication.errors import InputError
from s3_replication.terraform import find_mirror, terraform_environment


def _mirror(folder, host="registry.example", provider="hashicorp/aws"):
    (folder / host / provider / "5.100.0/linux_amd64").mkdir(parents=True)
    return folder


@pytest.fixture
def machine(tmp_path):
    """A machine without any provider: its root and the variables of a user."""
    (tmp_path / "home").mkdir()
    return tmp_path, {"HOME": str(tmp_path / "home"), "PATH": "/nowhere"}


def test_no_mirror(machine):
    system, environment = machine
    assert find_mirror(environment, system) is None


@pytest.mark.parametrize(
    "place",
    ["home/.terraform.d/plugins", "home/.local/share/terraform/plugins", "usr/local/share/terraform/plugins", "usr/share/terraform/plugins",
     "opt/mirror", "opt/vendor/plugins"],
)  # fmt: skip
def test_places_that_are_searched(machine, place):
    system, environment = machine
    folder = _mirror(system / place)
    assert find_mirror(environment, system).path == folder


@pytest.mark.parametrize("variable", ["XDG_DATA_HOME", "XDG_DATA_DIRS"])
def test_data_folders_named_by_the_user(machine, variable):
    system, environment = machine
    folder = _mirror(system / "data/terraform/plugins")
    assert find_mirror({**environment, variable: str(system / "data")}, system).path == folder


def test_any_registry_host_and_every_provider_beside(machine):
    system, environment = machine
    folder = _mirror(system / "opt/mirror", host="one.example")
    _mirror(folder, host="two.example", provider="acme/dns")
    assert find_mirror(environment, system).providers == ("one.example/hashicorp/aws", "two.example/acme/dns")


def test_the_named_folder_comes_first(machine):
    system, environment = machine
    _mirror(system / "opt/mirror")
    named = _mirror(system / "named")
    assert find_mirror({**environment, "S3_REPLICATION_PROVIDER_MIRROR": str(named)}, system).path == named


def test_a_named_folder_without_the_provider_is_refused(machine):
    system, environment = machine
    with pytest.raises(InputError, match=r"S3_REPLICATION_PROVIDER_MIRROR names .* holds no \*/hashicorp/aws: name the folder above"):
        find_mirror({**environment, "S3_REPLICATION_PROVIDER_MIRROR": str(system)}, system)


def test_a_configuration_is_written_for_a_mirror(machine):
    system, environment = machine
    folder = _mirror(system / "opt/mirror")
    result = terraform_environment(environment, system / "scratch", system)
    written = (system / "scratch/terraform.rc").read_text()
    assert result["TF_CLI_CONFIG_FILE"] == str(system / "scratch/terraform.rc")
    assert f'path = "{folder}"' in written
    assert 'exclude = ["registry.example/hashicorp/aws"]' in written


@pytest.mark.parametrize("name", [".terraformrc", ".tofurc"])
def test_the_users_own_configuration_wins(machine, name):
    system, environment = machine
    _mirror(system / "opt/mirror")
    (system / "home" / name).write_text("# mine\n")
    assert "TF_CLI_CONFIG_FILE" not in terraform_environment(environment, system / "scratch", system)


def test_a_configuration_named_by_the_user_is_kept(machine):
    system, environment = machine
    _mirror(system / "opt/mirror")
    own = system / "own.rc"
    own.write_text("# mine\n")
    result = terraform_environment({**environment, "TF_CLI_CONFIG_FILE": str(own)}, system / "scratch", system)
    assert result["TF_CLI_CONFIG_FILE"] == str(own)
    assert not (system / "scratch").exists()


def test_a_named_configuration_that_does_not_exist_counts_as_none(machine):
    system, environment = machine
    _mirror(system / "opt/mirror")
    result = terraform_environment({**environment, "TF_CLI_CONFIG_FILE": str(system / "gone.rc")}, system / "scratch", system)
    assert result["TF_CLI_CONFIG_FILE"] == str(system / "scratch/terraform.rc")


def test_plain_terraform_where_nothing_is_found(machine):
    system, environment = machine
    result = terraform_environment({**environment, "TF_CLI_CONFIG_FILE": str(system / "gone.rc")}, system / "scratch", system)
    assert "TF_CLI_CONFIG_FILE" not in result


def test_variables_that_would_change_our_calls_are_dropped_and_inputs_stay(machine):
    system, environment = machine
    noisy = {"TF_DATA_DIR": "/x", "TF_CLI_ARGS_plan": "-destroy", "TF_WORKSPACE": "prod", "TF_LOG": "TRACE", "TF_VAR_name": "kept"}
    result = terraform_environment({**environment, **noisy}, system / "scratch", system)
    assert {key for key in noisy if key in result} == {"TF_VAR_name"}


def test_terraform_looks_for_garbage_less_often_unless_the_user_says_how_often(machine):
    system, environment = machine
    assert terraform_environment(environment, system / "scratch", system)["GOGC"] == "400"
    assert terraform_environment({**environment, "GOGC": "50"}, system / "scratch", system)["GOGC"] == "50"
