"""What the demo reads from an example's HCL."""

import pytest

from s3_replication.demo.example import Example
from s3_replication.demo.stages import progress
from s3_replication.errors import InputError

OUTPUTS = ("source_bucket_name", "destination_bucket_name", "source_region", "destination_region")


def _example(folder, variables=(), outputs=OUTPUTS):
    (folder / "variables.tf").write_text("".join(f'variable "{name}" {{\n  type = string\n}}\n' for name in variables))
    (folder / "outputs.tf").write_text("".join(f'output "{name}" {{\n  value = 1\n}}\n' for name in outputs))
    return Example(folder)


def test_a_pair_can_be_shown(tmp_path):
    _example(tmp_path).check()


def test_another_shape_is_refused_with_the_choice(tmp_path):
    with pytest.raises(InputError, match=r"has no output destination_bucket_name or destination_region: choose one with one source"):
        _example(tmp_path, outputs=("source_bucket_name", "source_region", "destinations")).check()


def test_only_variables_that_the_example_has_are_given(tmp_path):
    example = _example(tmp_path, variables=("name", "force_destroy"))
    assert example.variables("demo", "arn:aws:iam::222222222222:role/x") == {"name": "demo", "force_destroy": True}
    assert not example.cross_account


def test_the_role_makes_it_cross_account(tmp_path):
    example = _example(tmp_path, variables=("name", "destination_role_arn"))
    assert example.cross_account
    assert example.variables("demo", "arn:aws:iam::222222222222:role/x")["destination_role_arn"] == "arn:aws:iam::222222222222:role/x"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("module.a.module.b.aws_s3_bucket.this[0]: Creating...", "creating: b.aws_s3_bucket.this[0]"),
        ("aws_s3_bucket.x: Creation complete after 1s [id=x]", "creation complete: aws_s3_bucket.x"),
        ("module.a.aws_kms_key.k: Destroying... [id=k]", "destroying: a.aws_kms_key.k"),
        ("Apply complete! Resources: 2 added, 0 changed, 0 destroyed.", None),
        ("", None),
    ],
)
def test_terraforms_lines_become_a_few_words(line, words):
    assert progress(line) == words
