"""A folder's modules are read with file and line, and nothing that stands in a file makes the reader raise."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s3_replication.plan import Location, Source, find_misspelt, find_misspelt_values, find_unread_keys
from s3_replication.plan.source.reader import Module

ROOT = """# a comment
variable "name" {
  type = string
}

locals {
  one = 1
}

module "bucket" {
  source = "./modules/bucket"
  name   = var.name
}

data "aws_region" "here" {}

resource "aws_s3_bucket_policy" "this" {
  count  = 2
  bucket = "b"
  policy = <<EOT
{}
EOT
}

resource "aws_iam_role" "r" {
  inline_policy {
    name   = "a"
    policy = "{}"
  }

  inline_policy {
    name   = "b"
    policy = "{}"
  }

  dynamic "tag" {
    for_each = []
    content {
      key = "k"
    }
  }
}

output "name" {
  value = local.one
}
"""


def folder(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("address", "file", "line"),
    [
        ("var.name", "main.tf", 2),
        ("local.one", "main.tf", 7),
        ("module.bucket", "main.tf", 10),
        ("module.bucket.name", "main.tf", 12),
        ("data.aws_region.here", "main.tf", 15),
        ("aws_s3_bucket_policy.this[1]", "main.tf", 17),
        ("aws_s3_bucket_policy.this[1].policy", "main.tf", 20),
        ("aws_s3_bucket_policy.this[1].policy.0", "main.tf", 20),
        ("aws_iam_role.r.inline_policy", "main.tf", 26),
        ("aws_iam_role.r.inline_policy.1.policy", "main.tf", 33),
        ("aws_iam_role.r.tag.0.key", "main.tf", 39),
        ("output.name", "main.tf", 44),
        ('module.bucket["a.b"].aws_s3_bucket.this', "modules/bucket/main.tf", 3),
        ('module.bucket["module.x"].var.name', "modules/bucket/main.tf", 1),
    ],
)
def test_an_address_has_its_place(tmp_path: Path, address: str, file: str, line: int) -> None:
    inner = 'variable "name" {}\n\nresource "aws_s3_bucket" "this" {\n  bucket = var.name\n}\n'
    source = Source.read(folder(tmp_path, {"main.tf": ROOT, "modules/bucket/main.tf": inner}))
    assert source.diagnostics == ()
    assert source.location(address) == Location(file, line)


@pytest.mark.parametrize(
    "address", ["", "x", "aws_s3_bucket.none", "module.none", "module.none.aws_s3_bucket.b", "var.none", "local.none", "..", "["]
)
def test_an_address_that_is_not_there_has_none(tmp_path: Path, address: str) -> None:
    assert Source.read(folder(tmp_path, {"main.tf": ROOT})).location(address) is None


def test_a_broken_file_is_named_with_its_line_and_the_others_are_read(tmp_path: Path) -> None:
    files = {"a.tf": 'resource "x" "y" {\n  a = \n}\n', "b.tf": 'variable "v" {}\n', "c.tf.json": '{\n"variable": }', "d.tf": ""}
    (tmp_path / "e.tf").write_bytes(b"\xff\xfe")
    (tmp_path / "f.tf").mkdir()
    source = Source.read(folder(tmp_path, files))
    assert [one.text.partition(":")[0] for one in source.diagnostics] == ["a.tf, line 2", "c.tf.json, line 2", "e.tf", "f.tf"]
    assert source.location("var.v") == Location("b.tf", 1)


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert Source.read(tmp_path / "none").modules[()] == Module(tmp_path / "none", {}, {})


def test_json_has_lines_and_blocks(tmp_path: Path) -> None:
    written = {
        "locals": {"a": 1},
        "variable": {"v": {"type": "string"}},
        "resource": {
            "aws_s3_bucket": {"b": {"bucket": "${var.v}", "tags": {"k": "x"}}},
            "aws_iam_role": {
                "r": [{"inline_policy": [{"name": "a"}, {"name": "b"}], "dynamic": {"tag": {"for_each": [1], "content": {"key": 1}}}}]
            },
        },
    }
    source = Source.read(folder(tmp_path, {"main.tf.json": json.dumps(written, indent=1)}))
    assert source.diagnostics == ()
    assert source.location("local.a") == Location("main.tf.json", 3)
    assert source.location("aws_s3_bucket.b.bucket") == Location("main.tf.json", 13)
    assert source.location("aws_iam_role.r.inline_policy") == Location("main.tf.json", 22)
    role = source.block((), "aws_iam_role.r")
    assert role is not None
    assert [(one.type, one.dynamic is not None) for one in role.body.blocks] == [
        ("inline_policy", False),
        ("inline_policy", False),
        ("tag", True),
    ]


def test_an_override_file_replaces_arguments_and_blocks(tmp_path: Path) -> None:
    main = 'locals {\n  a = 1\n  b = 1\n}\nresource "r" "x" {\n  a = 1\n  b = 1\n  t {}\n  t {}\n  u {}\n}\n'
    over = 'locals {\n  a = 2\n}\nresource "r" "x" {\n  a = 2\n  t {\n    k = 1\n  }\n}\n'
    source = Source.read(folder(tmp_path, {"main.tf": main, "main_override.tf": over}))
    assert source.location("r.x.a") == Location("main_override.tf", 5)
    assert source.location("r.x.b") == Location("main.tf", 7)
    assert source.location("local.a") == Location("main_override.tf", 2)
    assert source.location("local.b") == Location("main.tf", 3)
    block = source.block((), "r.x")
    assert block is not None
    assert [one.type for one in block.body.blocks] == ["u", "t"]


def test_an_override_of_a_provider_is_of_the_one_with_its_alias(tmp_path: Path) -> None:
    main = 'provider "aws" {\n  region = "a"\n}\nprovider "aws" {\n  alias  = "x"\n  region = "b"\n}\n'
    over = 'provider "aws" {\n  alias  = "x"\n  region = "c"\n}\n'
    source = Source.read(folder(tmp_path, {"main.tf": main, "override.tf": over}))
    found = {name: source.block((), name) for name in ("provider.aws", "provider.aws.x")}
    values = {name: one.body.attributes["region"].expression.value for name, one in found.items() if one is not None}  # type: ignore[attr-defined]
    assert values == {"provider.aws": "a", "provider.aws.x": "c"}


def test_a_file_that_opentofu_replaces_is_not_read(tmp_path: Path) -> None:
    source = Source.read(folder(tmp_path, {"main.tf": 'variable "v" {}\n', "main.tofu": 'variable "v" {}\n'}))
    assert source.location("var.v") is None
    assert [".tofu" in one.text for one in source.diagnostics] == [True]


def test_installed_modules_are_read_and_one_that_calls_itself_ends(tmp_path: Path) -> None:
    listed = {"Modules": [{"Key": "", "Dir": "."}, {"Key": "far", "Dir": ".terraform/modules/far"}, {"Key": 1}, None]}
    files = {
        "main.tf": 'module "far" {\n  source = "terraform-aws-modules/s3-bucket/aws"\n}\nmodule "me" {\n  source = "./."\n}\n',
        ".terraform/modules/modules.json": json.dumps(listed),
        ".terraform/modules/far/main.tf": 'variable "v" {}\n',
    }
    source = Source.read(folder(tmp_path, files))
    assert source.location("module.far.var.v") == Location(".terraform/modules/far/main.tf", 1)
    assert ["module.me" in one.text for one in source.diagnostics] == [True]


def test_the_parser_is_loaded_only_when_a_source_is_read() -> None:
    """It takes a while to load, and most commands read no source."""
    script = "import s3_replication.cli.main, s3_replication.plan, sys; print(sorted({'hcl2', 'lark'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


TYPE = """variable "rules" {
  type = map(object({
    prefix         = optional(string)
    delete_markers = optional(bool, false)
    destination    = object({ bucket_name = string })
    tags           = optional(list(object({ key = string })), [])
    any            = any
  }))
}
"""
CALL = """locals {
  given = { logs = { delete_marker = true } }
}

module "m" {
  source = "./m"
  rules = {
    a = {
      prefx       = "logs/"
      destination = { bucket_nam = "b", bucket_name = "c" }
      tags        = [{ key = "k", valu = "v" }]
      any         = { anything = 1 }
    }
    (local.b) = merge({ prefix = "x" }, true ? { delte_markers = true } : {})
  }
}

module "n" {
  source = "./m"
  rules  = { for key, one in {} : key => { prefix = "x", zzzzzzzz = 1 } }
}

module "o" {
  source = "./m"
  rules  = local.given
}
"""


def test_keys_that_a_type_does_not_have_are_found_with_the_nearest(tmp_path: Path) -> None:
    source = Source.read(folder(tmp_path, {"main.tf": CALL, "m/main.tf": TYPE}))
    found = [(one.address, ".".join(one.path), one.key, one.nearest, one.location.line) for one in find_misspelt(source)]
    assert found == [
        ("module.m", "rules.a", "prefx", "prefix", 9),
        ("module.m", "rules.a.destination", "bucket_nam", "bucket_name", 10),
        ("module.m", "rules.a.tags.0", "valu", None, 11),
        ("module.m", "rules.*", "delte_markers", "delete_markers", 14),
        ("module.n", "rules.*", "zzzzzzzz", None, 20),
        ("module.o", "rules.logs", "delete_marker", "delete_markers", 2),
    ]


def test_keys_of_the_roots_variables_that_a_type_does_not_have_are_found(tmp_path: Path) -> None:
    """Terraform drops those of a file of variables too."""
    source = Source.read(folder(tmp_path, {"main.tf": f"# a comment\n{TYPE}"}))
    rule = {"prefx": "logs/", "destination": {"bucket_name": "b"}, "tags": [{"key": "k", "valu": "v"}], "any": {"anything": 1}}
    found = find_misspelt_values(source, {"rules": {"value": {"a": rule, "b": None}}, "other": {"value": 1}})
    assert [(one.address, ".".join(one.path), one.key, one.nearest, one.location.line) for one in found] == [
        ("var.rules", "rules.a", "prefx", "prefix", 2),
        ("var.rules", "rules.a.tags.0", "valu", None, 2),
    ]


def test_keys_of_a_default_that_its_type_does_not_have_are_found(tmp_path: Path) -> None:
    default = '{ default = { a = { prefix = "x", destinatoin = { bucket_name = "b" } } }\n  '
    text = TYPE.replace("{", default, 1)
    source = Source.read(folder(tmp_path, {"main.tf": f'module "m" {{\n  source = "./m"\n}}\n{text}', "m/main.tf": text}))
    found = [(one.address, ".".join(one.path), one.key, one.nearest) for one in find_misspelt(source)]
    assert found == [
        ("var.rules", "rules.a", "destinatoin", "destination"),
        ("module.m.var.rules", "rules.a", "destinatoin", "destination"),
    ]


UNTYPED = """variable "replication_rules" {}
variable "plain_rules" {
  type = list(any)
}
resource "aws_s3_bucket_replication_configuration" "this" {
  dynamic "rule" {
    for_each = var.replication_rules
    content {
      id     = rule.value.id
      status = lookup(rule.value, "status", "Enabled")
      filter {
        prefix = try(rule.value.filter["prefix"], null)
        dynamic "tag" {
          for_each = rule.value.filter.tags
          content {
            key = tag.key
          }
        }
      }
      destination {
        storage_class = try(rule.value.destination.storage_class, null)
      }
    }
  }
}
"""
UNTYPED_CALL = """locals {
  rest = { id = "rest", status = "Enabled", owner = "us" }
}
module "m" {
  source = "./m"
  replication_rules = [
    { id = "a", statuss = "Disabled", destination = { storage_clas = "GLACIER" } },
    { id = "b", status = "Enabled", filter = { prefx = "x", tags = { Prefix = "a", id = "b", team = "c" } } },
    local.rest,
    { anything = 1, (local.rest) = 2 },
  ]
  plain_rules = [{ id = "a", statuss = "x" }] # not about replication
}
"""


def test_keys_of_untyped_inputs_that_the_module_never_reads_are_found(tmp_path: Path) -> None:
    """Objects of which it reads no key are maps, such as tags; a wrong key next to nothing else that it reads may be one."""
    source = Source.read(folder(tmp_path, {"main.tf": UNTYPED_CALL, "m/main.tf": UNTYPED}))
    found = {(one.key, one.nearest, one.location.line) for one in find_unread_keys(source)}
    assert found == {
        ("statuss", "status", 7), ("storage_clas", "storage_class", 7), ("prefx", "prefix", 8),
    }  # fmt: skip


def test_a_module_that_cannot_be_read_whole_may_use_every_key(tmp_path: Path) -> None:
    calls_another = f'{UNTYPED}\nmodule "n" {{\n  source = "example.com/n"\n}}\n'
    assert find_unread_keys(Source.read(folder(tmp_path, {"main.tf": UNTYPED_CALL, "m/main.tf": calls_another}))) == ()


@pytest.mark.parametrize(
    "written",
    [
        "jsonencode(each.value)",
        'templatefile("t", each.value)',
        "yamlencode(local.rules)",
        "jsonencode(var.replication_rules)",
        "jsonencode({ for key, setting in each.value : key => setting })",
    ],
)
def test_a_module_that_writes_a_whole_value_uses_every_key(written: str, tmp_path: Path) -> None:
    parameter = f'resource "aws_ssm_parameter" "p" {{\n  for_each = local.rules\n  value    = {written}\n}}\n'
    text = f"{UNTYPED}\nlocals {{\n  rules = {{ for one in var.replication_rules : one.id => one }}\n}}\n{parameter}"
    assert find_unread_keys(Source.read(folder(tmp_path, {"main.tf": UNTYPED_CALL, "m/main.tf": text}))) == ()


def test_a_module_that_writes_another_value_as_text_does_not(tmp_path: Path) -> None:
    text = f"{UNTYPED}\nlocals {{\n  text = jsonencode({{ a = var.plain_rules }})\n  more = jsonencode(var.plain_rules)\n}}\n"
    assert find_unread_keys(Source.read(folder(tmp_path, {"main.tf": UNTYPED_CALL, "m/main.tf": text}))) != ()


WORDS = st.sampled_from(
    [
        "resource", "module", "locals", "variable", "dynamic", "content", "for_each", "source", '"a"', '"./"', "a", "b", "=", "{", "}",
        "[", "]", "(", ")", "\n", " ", ",", "${", "%{ if a }", "%{ endif }", "%{ for", "in", "for", "if", "=>", "...", "<<EOT\n", "EOT\n",
        "<<-X\n", '"', "1", "-", "!", "?", ":", ".", "*", "==", "&&", "a.b", "local.a", "jsonencode(", "try(", "#", "/*", "\\", "null",
        "true", "é", "\0",
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=60))
def test_property_no_text_makes_the_reader_raise(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    root = tmp_path_factory.mktemp("fuzz")
    (root / "main.tf").write_bytes(text.encode("utf-8", "surrogatepass"))
    (root / "main.tf.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    source = Source.read(root)
    find_misspelt(source)
    find_unread_keys(source)
    source.location(text)
