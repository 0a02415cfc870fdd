"""Compares a value with a type's text, to find misspelt keys in Terragrunt's inputs."""

import pytest
from input_types import misfits, parse_type

RULES = 'map(object({priority = number, tags = optional(map(string), {}), to = optional(object({name = string}), {name = "a,b)"})}))'


@pytest.mark.parametrize(
    ("value", "complaints"),
    [
        ({"a": {"priority": 1}}, []),
        ({"a": {"priority": 1, "tags": {"anything": "goes"}, "to": {"name": "x"}}}, []),
        ({}, []),
        ({"a": {}}, ["rules.a.priority is required"]),
        ({"a": {"priority": 1, "tag": {}}}, ["rules.a.tag is no key of the type; allowed: priority, tags, to"]),
        ({"a": {"priority": 1, "to": {}}}, ["rules.a.to.name is required"]),
        ({'"a"': {"priority": 1, "__is_block__": True}}, []),
        ("${local.rules}", []),
    ],
)
def test_keys_that_a_type_has_not_and_keys_that_are_missing_are_told(value, complaints):
    assert list(misfits(value, parse_type(f"${{{RULES}}}"), "rules")) == complaints


@pytest.mark.parametrize("text", ["", "object({", "map(string", "string string", "string; number", "optional("])
def test_what_is_no_type_is_refused(text):
    with pytest.raises(ValueError, match="type"):
        parse_type(text)
