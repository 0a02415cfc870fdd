"""The topology as a picture: buckets with their keys, roles and rules, in their Regions and accounts, and rules as arrows."""

from s3_replication.findings.render.html.topology.cards import read_cards
from s3_replication.findings.render.html.topology.columns import draw_columns
from s3_replication.findings.render.html.topology.model import BucketCard, Health, RuleLine
from s3_replication.findings.render.html.topology.shapes import TopologyPicture
from s3_replication.findings.render.html.topology.stack import draw_stack

__all__ = ["BucketCard", "Health", "RuleLine", "TopologyPicture", "draw_columns", "draw_stack", "read_cards"]
