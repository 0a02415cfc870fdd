"""What the plan does not know is taken from the source; what it knows wins, and what neither says stays unknown."""

from pathlib import Path
from typing import Any

import pytest

from s3_replication.iam import UNKNOWN
from s3_replication.plan import Reading, Source, read_plan
from s3_replication.plan.arns import Arns
from s3_replication.plan.expressions import Configuration
from s3_replication.plan.instances import read_instances
from s3_replication.plan.policy_documents import PolicyDocuments
from s3_replication.plan.provider_accounts import ProviderAccounts
from s3_replication.plan.reference_graph import ReferenceGraph
from s3_replication.plan.source import SourceValues

ACCOUNT = "111111111111"
PROVIDER = {
    "aws": {"name": "aws", "expressions": {"allowed_account_ids": {"constant_value": [ACCOUNT]}, "region": {"constant_value": "eu-west-1"}}}
}
POLICY = """
resource "aws_iam_role_policy" "p" {
  name   = "p"
  role   = "r"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = %s }] })
}
"""


def change(address: str, after: dict[str, Any], unknown: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """One created resource; the index is the address's."""
    block = address.partition("[")[0].split(".")
    mode = "data" if "data" in block[:-2] else "managed"
    index = address.rpartition("[")[2].rstrip("]").strip('"') if address.endswith("]") else None
    at = {"index": int(index) if index and index.isdigit() else index} if index else {}
    body = {"actions": ["read" if mode == "data" else "create"], "after": after, "after_unknown": unknown or {}}
    return {"address": address, "mode": mode, "type": block[-2], "name": block[-1], "change": body, **at, **more}


def read(root: Path, files: dict[str, str], *changes: dict[str, Any], providers: Any = None, **plan: Any) -> Reading:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    resources = [
        {"address": one["address"].partition("[")[0], "provider_config_key": "aws", "expressions": one.pop("expressions", {})}
        for one in changes
        if not one["address"].startswith("module.")
    ]
    configuration = {"provider_config": providers or PROVIDER, "root_module": {"resources": resources}}
    document = {"format_version": "1.2", "resource_changes": list(changes), "configuration": configuration, **plan}
    return read_plan(document, source=Source.read(root))


def source_values(root: Path, changes: list[dict[str, Any]]) -> SourceValues:
    """The evaluation of a folder's source against a plan."""
    plan: dict[str, Any] = {"resource_changes": changes, "configuration": {"provider_config": PROVIDER}}
    configuration = Configuration(plan)
    instances = read_instances(plan, configuration)
    accounts = ProviderAccounts(configuration, instances)
    documents = PolicyDocuments(ReferenceGraph(configuration, instances), Arns(accounts))
    return SourceValues(Source.read(root), plan, instances, accounts, Arns(accounts), documents)


def resource_of(root: Path, files: dict[str, str], written: str, *changes: dict[str, Any], **more: Any) -> object:
    """The value of an expression, seen as the Resource of a policy."""
    given = {**files, "policy.tf": POLICY % written}
    role = change("aws_iam_role.r", {"name": "r", "assume_role_policy": "{}"})
    policy = change("aws_iam_role_policy.p", {"name": "p", "role": "r"}, {"policy": True})
    found = read(root, given, role, policy, *changes, **more)
    document: Any = found.documents["aws_iam_role_policy.p.policy"]
    return document["Statement"][0]["Resource"]


BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "x"\n}\n'
COUNTED = 'resource "aws_s3_bucket" "b" {\n  count  = %s\n  bucket = "x${count.index}"\n}\n'
NEW = {"arn": True, "id": True}
NEW_BUCKET = change("aws_s3_bucket.b", {"bucket": "x"}, NEW)
SECOND_BUCKET = change("aws_s3_bucket.b[1]", {"bucket": "x"}, NEW)
KEY = "arn:aws:kms:eu-west-1:111111111111:key/known-after-apply:aws_kms_key.k"
ALIAS = """resource "aws_kms_key" "k" {}
resource "aws_kms_alias" "a" {
  name          = "alias/a"
  target_key_id = aws_kms_key.k.key_id
}
"""
DYNAMIC = """resource "x_y" "z" {
  dynamic "b" {
    for_each = { k = aws_kms_key.k.arn }
    content {
      n = b.key
      v = b.value
    }
  }
}
resource "aws_kms_key" "k" {}
"""
CALL = """module "m" {
  for_each = { a = "x" }
  source   = "./m"
  given    = { name = "${each.key}-${each.value}" }
  list     = ["b", "a", "b"]
}
"""
DOCUMENT = """data "aws_iam_policy_document" "d" {
  statement {
    actions = ["s3:*"]
    resources = ["${aws_s3_bucket.b.arn}/*", "arn:aws:s3:::a", aws_s3_bucket.b.arn]
  }
}
"""
ASSUMING = """variable "id" {}
provider "aws" {
  region = local.region
  assume_role {
    role_arn = "arn:aws:iam::${var.id}:role/t"
  }
}
locals {
  region = "eu-north-1"
}
"""
CASES: list[tuple[str, dict[str, str], str, list[dict[str, Any]], object]] = [
    ("an ARN of a name", {"a.tf": BUCKET}, '"${aws_s3_bucket.b.arn}/*"', [NEW_BUCKET], "arn:aws:s3:::x/*"),
    ("an id", {"a.tf": BUCKET}, '"arn:aws:s3:::${aws_s3_bucket.b.id}"', [NEW_BUCKET], "arn:aws:s3:::x"),
    (
        "the plan's own value wins",
        {"a.tf": BUCKET},
        "aws_s3_bucket.b.arn",
        [change("aws_s3_bucket.b", {"bucket": "y", "arn": "arn:aws:s3:::y"})],
        "arn:aws:s3:::y",
    ),
    (
        "a list by count",
        {"a.tf": COUNTED % "2"},
        "aws_s3_bucket.b[*].arn",
        [change(f"aws_s3_bucket.b[{at}]", {"bucket": f"x{at}"}, NEW) for at in (1, 0)],
        ["arn:aws:s3:::x0", "arn:aws:s3:::x1"],
    ),
    ("a count of none", {"a.tf": COUNTED % "0"}, 'concat(["arn:a"], aws_s3_bucket.b[*].arn)', [], ["arn:a"]),
    ("an instance that the plan lacks", {"a.tf": COUNTED % "2"}, "aws_s3_bucket.b[1].arn", [SECOND_BUCKET], UNKNOWN),
    (
        "instances by key",
        {"a.tf": 'resource "aws_s3_bucket" "b" {\n  for_each = toset(["k", "j"])\n  bucket   = each.value\n}\n'},
        "[for key, one in aws_s3_bucket.b : one.arn]",
        [change(f'aws_s3_bucket.b["{key}"]', {"bucket": key}, NEW) for key in ("k", "j")],
        ["arn:aws:s3:::j", "arn:aws:s3:::k"],
    ),
    (
        "a name with an unknown part is the same everywhere",
        {"a.tf": 'locals {\n  n = "x-${random_id.i.hex}"\n}\nresource "aws_s3_bucket" "b" {\n  bucket = local.n\n}\n'},
        '["arn:aws:s3:::${local.n}", aws_s3_bucket.b.arn]',
        [change("aws_s3_bucket.b", {}, {**NEW, "bucket": True}), change("random_id.i", {}, {"hex": True, "id": True})],
        ["arn:aws:s3:::x-known-after-apply:random_id.i.hex"] * 2,
    ),
    (
        "an attribute that nobody knows",
        {"a.tf": 'resource "aws_iam_user" "u" {\n  name = "u"\n}\n'},
        '["arn:x", aws_iam_user.u.unique_id]',
        [change("aws_iam_user.u", {"name": "u"}, {"unique_id": True, "id": True})],
        ["arn:x", UNKNOWN],
    ),
    (
        "null in the source means that AWS chooses",
        {"a.tf": 'resource "aws_iam_user" "u" {\n  name = null\n}\n'},
        "aws_iam_user.u.name == null ? \"arn:none\" : aws_iam_user.u.name",
        [change("aws_iam_user.u", {}, {"name": True})],
        UNKNOWN,
    ),
    (
        "a key and its alias",
        {"a.tf": ALIAS},
        "[aws_kms_key.k.arn, aws_kms_alias.a.target_key_arn, aws_kms_alias.a.arn]",
        [
            change("aws_kms_key.k", {}, {**NEW, "key_id": True}),
            change("aws_kms_alias.a", {"name": "alias/a"}, {**NEW, "target_key_id": True, "target_key_arn": True}),
        ],
        [KEY, KEY, "arn:aws:kms:eu-west-1:111111111111:alias/a"],
    ),
    (
        "values that pass through terraform_data",
        {"a.tf": 'resource "terraform_data" "t" {\n  input = [aws_kms_key.k.arn]\n}\nresource "aws_kms_key" "k" {}\n'},
        "terraform_data.t.output",
        [change("aws_kms_key.k", {}, NEW), change("terraform_data.t", {}, {"input": True, "output": True})],
        [KEY],
    ),
    (
        "a block that the plan does not show",
        {"a.tf": DYNAMIC},
        'try(x_y.z.b[0].v, "arn:other")',
        [change("aws_kms_key.k", {}, NEW), change("x_y.z", {}, {"b": True})],
        KEY,
    ),
    (
        "an attribute of such a block that is not written",
        {"a.tf": 'resource "x_y" "z" {\n  b {\n    n = 1\n  }\n}\n'},
        'try(x_y.z.b[0].filled, "arn:other")',
        [change("x_y.z", {}, {"b": True})],
        UNKNOWN,
    ),
    ("a circle of locals", {"a.tf": "locals {\n  a = local.b\n  b = local.a\n}\n"}, 'local.a', [], UNKNOWN),
    ("a variable's default", {"a.tf": 'variable "v" {\n  default = "arn:d"\n}\n'}, "var.v", [], "arn:d"),
    ("a variable that is not there", {}, "[var.v]", [], [UNKNOWN]),
    ("the path of the module", {}, '"arn:${path.module}"', [], "arn:."),
    ("a file of the repository", {"p.txt": "arn:file"}, 'file("${path.module}/p.txt")', [], "arn:file"),
    ("a file outside", {}, '[file("/etc/hostname")]', [], [UNKNOWN]),
    ("a module that is not installed", {"a.tf": 'module "m" {\n  source = "far/away"\n}\n'}, "[module.m.out]", [], [UNKNOWN]),
    ("the workspace", {}, "[terraform.workspace]", [], [UNKNOWN]),
    (
        "the caller's account",
        {"a.tf": 'data "aws_caller_identity" "c" {}\ndata "aws_region" "r" {}\n'},
        '"arn:${data.aws_caller_identity.c.account_id}:${data.aws_region.r.name}"',
        [change("data.aws_caller_identity.c", {}, {"account_id": True}), change("data.aws_region.r", {}, {"name": True})],
        "arn:111111111111:eu-west-1",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "written", "changes", "value"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_an_expression_is_resolved_by_the_plan(
    tmp_path: Path, files: dict[str, str], written: str, changes: list[dict[str, Any]], value: object
) -> None:
    assert resource_of(tmp_path, files, written, *changes) == value


def test_a_root_variable_has_the_plans_value_and_its_types_defaults(tmp_path: Path) -> None:
    files = {"a.tf": 'variable "v" {\n  type    = object({ a = optional(string, "arn:d"), n = string })\n  default = { n = "arn:x" }\n}\n'}
    found = resource_of(tmp_path, files, '[var.v.a, "arn:${var.v.n}"]', variables={"v": {"value": {"n": 5, "z": 1}}})
    assert found == ["arn:d", "arn:5"]


MODULE = """
variable "given" {
  type     = object({ name = string, suffix = optional(string, "-s") })
  nullable = false
}
variable "list" {
  type    = set(string)
  default = []
}
output "arn" {
  value = "arn:aws:s3:::${var.given.name}${var.given.suffix}"
}
output "list" {
  value = [for one in var.list : "arn:${one}"]
}
"""


def test_a_modules_input_comes_from_its_call(tmp_path: Path) -> None:
    call = CALL
    found = resource_of(tmp_path, {"a.tf": call, "m/main.tf": MODULE}, 'concat([module.m["a"].arn], module.m["a"].list)')
    assert found == ["arn:aws:s3:::a-x-s", "arn:a", "arn:b"]


KEYED = """
resource "aws_kms_key" "k" {
  for_each = toset(["a"])
}
resource "aws_iam_role_policy" "p" {
  policy = <<EOT
{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:*", "Resource": "${aws_kms_key.k["a"].arn}"}}
EOT
}
"""


def test_a_heredoc_may_name_an_instance_by_key(tmp_path: Path) -> None:
    """Its placeholder has quotes in it."""
    key = change('aws_kms_key.k["a"]', {}, NEW)
    policy = change("aws_iam_role_policy.p", {"name": "p", "role": "r"}, {"policy": True})
    role = change("aws_iam_role.r", {"name": "r", "assume_role_policy": "{}"})
    document: Any = read(tmp_path, {"a.tf": KEYED}, role, policy, key).documents["aws_iam_role_policy.p.policy"]
    assert document["Statement"]["Resource"] == 'arn:aws:kms:eu-west-1:111111111111:key/known-after-apply:aws_kms_key.k["a"]'


def test_a_policy_document_with_sets_is_filled_member_by_member(tmp_path: Path) -> None:
    text = DOCUMENT
    statement = {"actions": ["s3:*"], "resources": ["arn:aws:s3:::a", None, None]}
    document = change(
        "data.aws_iam_policy_document.d", {"statement": [statement]}, {"json": True, "statement": [{"resources": [False, True, True]}]}
    )
    policy = change("aws_iam_role_policy.p", {"name": "p", "role": "r"}, {"policy": True})
    own = 'resource "aws_iam_role_policy" "p" {\n  policy = data.aws_iam_policy_document.d.json\n}\n'
    bucket = change("aws_s3_bucket.b", {"bucket": "x"}, NEW)
    role = change("aws_iam_role.r", {"name": "r", "assume_role_policy": "{}"})
    found = read(tmp_path, {"a.tf": BUCKET + text + own}, role, document, policy, bucket)
    document_found: Any = found.documents["aws_iam_role_policy.p.policy"]
    assert document_found["Statement"][0]["Resource"] == ["arn:aws:s3:::a", "arn:aws:s3:::x/*", "arn:aws:s3:::x"]


def test_an_argument_that_the_plan_was_not_made_from_is_not_used(tmp_path: Path) -> None:
    """The folder may have changed since the plan."""
    planned = {"expressions": {"bucket": {"references": ["aws_s3_bucket.other.id", "aws_s3_bucket.other"]}}}
    versioning = change("aws_s3_bucket_versioning.v", {"versioning_configuration": [{"status": "Enabled"}]}, {"bucket": True}, **planned)
    text = BUCKET + 'resource "aws_s3_bucket_versioning" "v" {\n  bucket = aws_s3_bucket.b.id\n}\n'
    found = read(tmp_path, {"a.tf": text}, change("aws_s3_bucket.b", {"bucket": "x"}, NEW), versioning)
    assert [one.address for one in found.diagnostics if "make the plan again" in one.text] == ["aws_s3_bucket_versioning.v"]
    assert found.world.buckets["x"].versioning is UNKNOWN


def test_a_providers_account_is_read_from_its_role(tmp_path: Path) -> None:
    text = ASSUMING
    hidden = {
        "aws": {
            "name": "aws",
            "expressions": {"assume_role": [{"role_arn": {"references": ["var.id"]}}], "region": {"references": ["local.region"]}},
        }
    }
    bucket = change("aws_s3_bucket.b", {"bucket": "x"}, NEW)
    found = read(tmp_path, {"a.tf": text + BUCKET}, bucket, providers=hidden, variables={"id": {"value": "222222222222"}})
    assert (found.world.buckets["x"].account, found.world.buckets["x"].region) == ("222222222222", "eu-north-1")
    assert found.diagnostics == ()


def test_hostile_source_ends_and_costs_only_what_it_touches(tmp_path: Path) -> None:
    doubling = "locals {\n  l0 = [1]\n" + "".join(f"  l{at + 1} = concat(local.l{at}, local.l{at})\n" for at in range(40)) + "}\n"
    nested = "locals {\n  n0 = [1]\n" + "".join(f"  n{at + 1} = [local.n{at}, local.n{at}]\n" for at in range(60)) + "}\n"
    chain = "locals {\n  c0 = 1\n" + "".join(f"  c{at + 1} = local.c{at}\n" for at in range(2000)) + "}\n"
    files = {"a.tf": doubling, "b.tf": nested, "c.tf": chain}
    written = "[jsonencode(local.l40), jsonencode(local.n60), local.c2000]"
    assert resource_of(tmp_path, files, '["arn:x"]') == ["arn:x"]
    with pytest.raises(KeyError):  # the policy as a whole is unknown
        resource_of(tmp_path, files, written)


def test_the_cost_grows_with_the_instances_and_not_faster(tmp_path: Path) -> None:
    """Each instance refers to one of all the others, which are collected once."""
    spent = []
    for number in (10, 40):
        text = f"""
resource "aws_s3_bucket" "b" {{
  for_each = {{ for at in range({number}) : format("n%03d", at) => at }}
  bucket   = each.key
}}
resource "aws_s3_bucket_versioning" "v" {{
  for_each = aws_s3_bucket.b
  bucket   = lookup(aws_s3_bucket.b, each.key).id
}}
"""
        (tmp_path / "main.tf").write_text(text, encoding="utf-8")
        names = [f"n{at:03d}" for at in range(number)]
        buckets = [change(f'aws_s3_bucket.b["{name}"]', {"bucket": name}, NEW) for name in names]
        settings = [change(f'aws_s3_bucket_versioning.v["{name}"]', {}, {"bucket": True}) for name in names]
        values = source_values(tmp_path, [*buckets, *settings])
        filled = [one.values["bucket"] for one in values.instances() if one.type == "aws_s3_bucket_versioning"]
        assert filled == names
        spent.append(values.steps)
    assert spent[1] < 5 * spent[0]


def test_a_function_that_is_not_evaluated_is_named_with_the_resource(tmp_path: Path) -> None:
    """Only for resources that are read here; a function that is evaluated is not named."""
    files = {"main.tf": POLICY % '"arn:aws:s3:::${uuid()}-${md5("a")}/*"'}
    reading = read(tmp_path, files, change("aws_iam_role_policy.p", {"name": "p", "role": "r"}, {"policy": True}))
    (found,) = [one for one in reading.diagnostics if "calls" in one.text]
    assert found.address == "aws_iam_role_policy.p"
    assert found.text.startswith("the source calls uuid, which is not evaluated here")


def test_a_digest_of_a_file_follows_from_the_file(tmp_path: Path) -> None:
    written = '"arn:aws:s3:::${filemd5("x.txt")}-${filebase64("x.txt")}/*"'
    assert resource_of(tmp_path, {"x.txt": "a"}, written) == "arn:aws:s3:::0cc175b9c0f1b6a831c399e269772661-YQ==/*"


@pytest.mark.parametrize(("default", "known"), [("null", True), ('"{}"', False)])
def test_a_new_key_whose_policy_is_null_in_the_source_has_the_default_policy(default: str, known: bool, tmp_path: Path) -> None:
    """A module's input that nobody gives: the plan says "known after apply", because KMS writes the policy."""
    text = f'variable "p" {{\n  default = {default}\n}}\nresource "aws_kms_key" "k" {{\n  policy = var.p\n}}\n'
    key = change("aws_kms_key.k", {"is_enabled": True}, {"arn": True, "policy": True}, expressions={"policy": {"references": ["var.p"]}})
    (found,) = read(tmp_path, {"main.tf": text}, key).world.keys.values()
    assert (getattr(found.policy, "name", "").endswith("(default key policy)")) is known
