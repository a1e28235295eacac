"""References between resources of Terraform, and those that cannot be seen."""

from pathlib import Path

import pytest

from scanner.graph.relations.terraform import TYPE, may_name
from scanner.model.graph import Graph
from scanner.model.resource import Resource
from tests.terraform_modules import graph_of_text

BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "data-of-shop"\n}\n'
VERSIONING = "aws_s3_bucket_versioning"


def named(graph: Graph, address: str) -> Resource:
    return next(one for one in graph.resources if one.id.short == address)


def incoming(graph: Graph, relation: str, address: str = "aws_s3_bucket.b") -> list[str]:
    return [edge.source.id.short for edge in graph.incoming(named(graph, address), relation)]


@pytest.mark.parametrize("bucket", [
    "aws_s3_bucket.b.id", "aws_s3_bucket.b.bucket", '"${aws_s3_bucket.b.id}"', "local.name", "var.name",
    "module.m.name", '"data-of-shop"', '"aws_s3_bucket.b.id"',
])
def test_a_reference_counts_wherever_it_leads_through(tmp_path: Path, bucket: str) -> None:
    text = (f'{BUCKET}resource "{VERSIONING}" "v" {{\n  bucket = {bucket}\n}}\nlocals {{\n  name = aws_s3_bucket.b.id\n}}\n'
            'variable "name" {\n  default = "data-of-shop"\n}\n'
            'module "m" {\n  source = "./m"\n  given = aws_s3_bucket.b.id\n}\n')
    inner = 'variable "given" {}\noutput "name" {\n  value = var.given\n}\n'
    graph = graph_of_text(tmp_path, text, {"m/main.tf": inner})
    assert incoming(graph, VERSIONING) == [f"{VERSIONING}.v"]
    assert incoming(graph, "aws_s3_bucket") == []


@pytest.mark.parametrize("bucket", ['"other"', "aws_s3_bucket.none.id", "var.unset"])
def test_other_buckets_are_not_meant(tmp_path: Path, bucket: str) -> None:
    graph = graph_of_text(tmp_path, f'{BUCKET}variable "unset" {{}}\nresource "{VERSIONING}" "v" {{\n  bucket = {bucket}\n}}\n')
    assert incoming(graph, VERSIONING) == []


def test_instances_refer_to_their_own(tmp_path: Path) -> None:
    text = ('resource "aws_s3_bucket" "b" {\n  count = 2\n}\n'
            f'resource "{VERSIONING}" "v" {{\n  count  = 2\n  bucket = aws_s3_bucket.b[count.index].id\n}}\n')
    graph = graph_of_text(tmp_path, text)
    assert incoming(graph, VERSIONING, "aws_s3_bucket.b[1]") == [f"{VERSIONING}.v[1]"]


def test_a_relation_goes_on_over_references_in_either_direction(tmp_path: Path) -> None:
    text = (f'{BUCKET}resource "aws_cloudtrail" "t" {{\n  s3_bucket_name = aws_s3_bucket.b.id\n}}\n'
            'resource "aws_s3_bucket_logging" "l" {\n  bucket = aws_s3_bucket.b.id\n}\n')
    graph = graph_of_text(tmp_path, text)
    trail = named(graph, "aws_cloudtrail.t")
    assert [one.target.id.short for one in graph.outgoing(trail, "aws_s3_bucket/aws_s3_bucket_logging")] == ["aws_s3_bucket_logging.l"]
    assert graph.outgoing(trail, "aws_s3_bucket/aws_s3_bucket_acl") == []
    assert incoming(graph, "any_resource") == ["aws_cloudtrail.t", "aws_s3_bucket_logging.l"]
    assert incoming(graph, "beside/aws_cloudtrail") == ["aws_cloudtrail.t"]


def test_data_sources_have_a_relation_of_their_own(tmp_path: Path) -> None:
    text = 'data "aws_ami" "a" {}\nresource "aws_instance" "i" {\n  ami = data.aws_ami.a.id\n}\n'
    graph = graph_of_text(tmp_path, text)
    assert [one.target.id.kind for one in graph.outgoing(named(graph, "aws_instance.i"), "data_aws_ami")] == ["data.aws_ami"]


@pytest.mark.parametrize(("more", "why"), [
    ('variable "x" {}\nresource "aws_s3_bucket_versioning" "v" {\n  bucket = var.x\n}\n', "var.x has no value"),
    ('module "m" {\n  source = "somewhere/bucket/aws"\n  name   = aws_s3_bucket.b.id\n}\n',
     "module.m is a module that is not part of what is scanned"),
    ('module "m" {\n  source = "somewhere/bucket/aws"\n}\n', None),
    ('variable "x" {}\nresource "aws_s3_bucket_versioning" "v" {\n  bucket = "other"\n  mfa    = var.x\n}\n', None),
    ('resource "aws_s3_bucket_versioning" "v" {\n  bucket = var.nowhere\n}\n', None),
    ('variable "x" {}\nresource "aws_s3_bucket" "c" {\n  bucket = var.x\n}\n', None),
    ('resource "aws_s3_bucket" "c" {}\nresource "aws_s3_bucket_versioning" "v" {\n  bucket = aws_s3_bucket.c.id\n}\n', None),
])
def test_what_cannot_be_seen_may_refer_to_the_bucket(tmp_path: Path, more: str, why: str | None) -> None:
    graph = graph_of_text(tmp_path, BUCKET + more)
    hidden = graph.loose(named(graph, "aws_s3_bucket.b"), VERSIONING)
    assert (hidden.reason if hidden else None) == why


@pytest.mark.parametrize(("attribute", "kind", "expected"), [
    ("vpc_id", "aws_vpc", True), ("subnet_ids", "aws_subnet", True), ("load_balancer_arn", "aws_lb", True),
    ("resource_arn", "aws_lb", True), ("parameter_group_name", "aws_db_parameter_group", True),
    ("days", "aws_vpc", False), ("subnet_ids", "aws_vpc", False),
])
def test_attributes_tell_what_they_name(attribute: str, kind: str, expected: bool) -> None:
    assert may_name((attribute, 0), kind) is expected


@pytest.mark.parametrize(("name", "fits"), [
    ("aws_s3_bucket", True), ("data_aws_ami", True), ("aws_vpc/aws_subnet", True), ("beside/provider.aws", True),
    ("module", True), ("bucket", False), ("Aws_vpc", False), ("aws_vpc/", False),
])
def test_names_of_relations(name: str, fits: bool) -> None:
    assert bool(TYPE.fullmatch(name)) is fits


@pytest.mark.parametrize(("bucket", "hidden"), [('"data-of-shop"', True), ("aws_s3_bucket.c.id", False)])
def test_a_name_that_is_not_known_may_be_one_that_is_written_elsewhere(tmp_path: Path, bucket: str, hidden: bool) -> None:
    text = (f'variable "x" {{}}\nresource "aws_s3_bucket" "b" {{\n  bucket = var.x\n}}\nresource "aws_s3_bucket" "c" {{}}\n'
            f'resource "{VERSIONING}" "v" {{\n  bucket = {bucket}\n}}\n')
    graph = graph_of_text(tmp_path, text)
    assert (graph.loose(named(graph, "aws_s3_bucket.b"), VERSIONING) is not None) is hidden
