"""Groups of objects: every new version, delete marker, existing object and replica of a bucket, as far as its world distinguishes them.

A group has one example. The decision about the example is the decision about each member: the same outcome, failure reason, reason and
rule per destination.

Keys: one cell for each combination of prefixes of enabled rules, and of prefixes, whole keys and wildcard patterns of policies and
grants, that some key of 1 to 1,024 bytes fits.

Features of a version, with the values that the bucket's settings allow:
- tags: none, each union of tags that rules for the key ask for, others;
- encryption: SSE-S3; SSE-KMS without and with an S3 Bucket Key and DSSE-KMS, under each key of `source_keys`; SSE-C;
- lock data: none, a retention, a legal hold only;
- moved in parts or not, a public ACL or not, readable by the bucket owner or not.
Delete markers, existing objects, replicas and objects in an archive storage class have no features: S3 reads none of them.

Every combination of features is decided, once per shape of key (rules that differ in name and prefix only, and the same answers of
policies). Each value that has an object class gets a group. A combination gets one only if its result, cause included, differs from that of
each part of it: tagged objects under SSE-KMS that fail as all objects under SSE-KMS do are in their group. Its class is that of its rarest
feature. A combination with one result for all keys is one group for "all keys".

Not covered: changes of existing versions (tags, ACL, lock data, batch jobs), unencrypted objects (older than 2023, so existing ones only),
and KMS keys of other accounts, unless the bucket's default.
"""

from s3_replication.findings.groups.enumeration import DEFAULT_LIMIT, GroupFinder, groups_of
from s3_replication.findings.groups.model import Group, Groups, KeyGroup, ObjectClass, group_of
from s3_replication.findings.groups.source_keys import KeyUse, SourceKey

__all__ = ["DEFAULT_LIMIT", "Group", "GroupFinder", "Groups", "KeyGroup", "KeyUse", "ObjectClass", "SourceKey", "group_of", "groups_of"]
