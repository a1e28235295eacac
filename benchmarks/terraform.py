"""Speed of scans of Terraform: how long they take, and that beside other scanners and beside reading JSON alone.

    python benchmarks/terraform.py source --scan READINESS-SCAN [--tool checkov=PATH] [--tool trivy=PATH] [FOLDER ...]
    python benchmarks/terraform.py plan   --scan READINESS-SCAN [--megabytes 100]

`READINESS-SCAN` is the command of an installed wheel.  Everything runs in turn, in one process after the other; printed
are the medians of CPU time and peak memory, and ratios to ours.

What is scanned
    source  a configuration of 300 kB that is made here (services with networks, databases, buckets, policies, in modules
            and without), and the folders that are named
    plan    a plan that is made here; beside it Python reads the same file with json.loads and does nothing else
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.side_by_side import Run, run  # noqa: E402

SERVICE = '''\
locals {{
  name_{0} = "${{var.project}}-service-{0}"
  tags_{0} = merge(var.tags, {{ service = "service-{0}", tier = var.tiers["service-{0}"] }})
}}

resource "aws_security_group" "service_{0}" {{
  name_prefix = local.name_{0}
  description = "Service {0}"
  vpc_id      = aws_vpc.main.id

  dynamic "ingress" {{
    for_each = var.ports
    content {{
      description = "From the load balancer, port ${{ingress.value}}"
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = [for one in range(2) : cidrsubnet(var.cidr, 8, one + {0})]
    }}
  }}

  egress {{
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }}

  tags = local.tags_{0}
}}

resource "aws_db_instance" "service_{0}" {{
  count                     = var.databases ? 1 : 0
  identifier                = local.name_{0}
  engine                    = "postgres"
  engine_version            = "16.4"
  instance_class            = {0} < 10 ? "db.r6g.large" : "db.t4g.medium"
  allocated_storage         = 100
  storage_encrypted         = true
  kms_key_id                = aws_kms_key.data.arn
  multi_az                  = {0} % 2 == 0
  backup_retention_period   = var.environment == "production" ? 14 : 1
  deletion_protection       = var.environment == "production"
  skip_final_snapshot       = false
  final_snapshot_identifier = "${{local.name_{0}}}-final"
  vpc_security_group_ids    = [aws_security_group.service_{0}.id]
  password                  = var.passwords["service-{0}"]
  tags                      = local.tags_{0}
}}

resource "aws_s3_bucket" "service_{0}" {{
  bucket = "${{local.name_{0}}}-data"
  tags   = local.tags_{0}
}}

resource "aws_s3_bucket_versioning" "service_{0}" {{
  bucket = aws_s3_bucket.service_{0}.id
  versioning_configuration {{
    status = {0} % 3 == 0 ? "Suspended" : "Enabled"
  }}
}}

resource "aws_s3_bucket_public_access_block" "service_{0}" {{
  bucket                  = aws_s3_bucket.service_{0}.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = {0} % 5 != 0
}}

data "aws_iam_policy_document" "service_{0}" {{
  statement {{
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [aws_s3_bucket.service_{0}.arn, "${{aws_s3_bucket.service_{0}.arn}}/*"]
  }}
  statement {{
    sid       = "Queue"
    actions   = {0} % 7 == 0 ? ["sqs:*"] : ["sqs:SendMessage"]
    resources = ["arn:aws:sqs:*:*:${{local.name_{0}}}"]
  }}
}}

resource "aws_iam_role" "service_{0}" {{
  name = local.name_{0}
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "ecs-tasks.amazonaws.com" }} }}]
  }})
}}

resource "aws_iam_role_policy" "service_{0}" {{
  name   = "data"
  role   = aws_iam_role.service_{0}.id
  policy = data.aws_iam_policy_document.service_{0}.json
}}

module "queue_{0}" {{
  source = "./queue"
  name   = local.name_{0}
  tags   = local.tags_{0}
}}

'''

MAIN = '''\
terraform {
  required_version = ">= 1.6"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

variable "project" {
  type    = string
  default = "shop"
}
variable "environment" {
  type    = string
  default = "production"
}
variable "cidr" {
  type    = string
  default = "10.0.0.0/16"
}
variable "ports" {
  type    = list(number)
  default = [8080, 9090]
}
variable "databases" {
  type    = bool
  default = true
}
variable "tags" {
  type    = map(string)
  default = { team = "shop" }
}
variable "tiers" {
  type = map(string)
}
variable "passwords" {
  type      = map(string)
  sensitive = true
}

resource "aws_vpc" "main" {
  cidr_block = var.cidr
}

resource "aws_kms_key" "data" {
  enable_key_rotation = true
}
'''

QUEUE = '''\
variable "name" {
  type = string
}
variable "tags" {
  type = map(string)
}
resource "aws_sqs_queue" "main" {
  name                      = var.name
  sqs_managed_sse_enabled   = true
  message_retention_seconds = 86400
  redrive_policy            = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 5 })
  tags                      = var.tags
}
resource "aws_sqs_queue" "dead" {
  name = "${var.name}-dead"
  tags = var.tags
}
output "arn" {
  value = aws_sqs_queue.main.arn
}
'''


def configuration(folder: Path, size: int) -> None:
    """Write a root module of that many bytes."""
    (folder / "queue").mkdir(parents=True)
    (folder / "queue/main.tf").write_text(QUEUE)
    (folder / "main.tf").write_text(MAIN)
    number, left = 0, size - len(MAIN) - len(QUEUE)
    while left > 0:
        text = SERVICE.format(number)
        (folder / f"service_{number}.tf").write_text(text)
        number, left = number + 1, left - len(text)


def _planned(number: int) -> tuple[str, dict[str, Any]]:
    """The type and values of a resource: one in twenty a bucket or a policy, as large plans have them, the rest records,
    parameters and objects."""
    tags = {"team": "shop", "number": str(number), "managed-by": "terraform", "cost-center": "4711"}
    if number % 20 == 0:
        return "aws_s3_bucket", {"bucket": f"data-{number}", "force_destroy": False, "tags": tags, "website": []}
    if number % 20 == 1:
        statement = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{number:012}:root"}, "Action": "s3:GetObject",
                     "Resource": f"arn:aws:s3:::data-{number - 1}/*"}
        return "aws_s3_bucket_policy", {
            "bucket": f"data-{number - 1}", "policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}
    if number % 2:
        return "aws_route53_record", {"zone_id": "Z123456ABCDEF", "name": f"service-{number}.example.com", "type": "A", "ttl": 300,
                                      "records": [f"10.0.{number % 256}.{part}" for part in range(20)], "alias": []}
    return "aws_s3_object", {"bucket": "configuration", "key": f"service-{number}.json", "tags": tags,
                             "content": json.dumps({f"setting-{one}": number * one for one in range(60)})}


def plan(path: Path, megabytes: int) -> None:
    """Write a plan of that size, as `terraform show -json` prints it: values before, after, planned and in the state."""
    changes: list[dict[str, Any]] = []
    values_of: list[dict[str, Any]] = []
    size = number = 0
    while size < megabytes * 1_000_000:
        kind, values = _planned(number)
        one = {"address": f"{kind}.r[{number}]", "mode": "managed", "type": kind, "name": "r", "index": number,
               "provider_name": "registry.terraform.io/hashicorp/aws"}
        changes.append({**one, "change": {"actions": ["update"], "before": values, "after": values, "after_unknown": {},
                                          "before_sensitive": {}, "after_sensitive": {}}})
        values_of.append({**one, "schema_version": 0, "values": values, "sensitive_values": {"tags": {}}})
        size += len(json.dumps(changes[-1])) + 2 * len(json.dumps(values_of[-1]))
        number += 1
    root = {"root_module": {"resources": values_of}}
    path.write_text(json.dumps({
        "format_version": "1.2", "terraform_version": "1.11.4", "planned_values": root, "resource_changes": changes,
        "prior_state": {"format_version": "1.0", "values": root},
        "configuration": {"root_module": {"resources": [
            {"address": f"{kind}.r", "mode": "managed", "type": kind, "name": "r", "expressions": {}}
            for kind in sorted({one["type"] for one in changes})]}},
    }))


PEERS = {
    "checkov": ["-d", "{folder}", "--framework", "terraform", "--quiet", "--compact", "--skip-download", "--download-external-modules", "false"],
    "trivy": ["config", "--skip-check-update", "--misconfig-scanners", "terraform", "--quiet", "{folder}"],
}
"""Only Terraform is looked at, and nothing is downloaded."""


def source(options: argparse.Namespace) -> None:
    """Configurations, beside other scanners."""
    tools = dict(one.split("=", 1) for one in options.tool)
    with tempfile.TemporaryDirectory() as made:
        configuration(Path(made, "generated"), 300_000)
        for folder in [str(Path(made, "generated")), *options.folders]:
            size = sum(one.stat().st_size for one in Path(folder).rglob("*.tf"))
            print(f"{Path(folder).name}: {size / 1000:.0f} kB of HCL")
            scan = [options.scan, folder, "--format", "json", "-o", f"{made}/out.json", "--fail-on", "none"]
            commands = {"readiness-scan": scan} | {
                name: [path, *(argument.replace("{folder}", folder) for argument in PEERS[name])] for name, path in tools.items()}
            _show(commands, options.times)


def reading(options: argparse.Namespace) -> None:
    """A plan, beside reading it."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made, "plan.json")
        plan(path, options.megabytes)
        print(f"a plan of {path.stat().st_size / 1e6:.0f} MB")
        loads = [sys.executable, "-c", "import json, sys; json.loads(open(sys.argv[1], encoding='utf-8').read())", str(path)]
        scan = [options.scan, str(path), "--format", "json", "-o", f"{made}/out.json", "--fail-on", "none"]
        _show({"readiness-scan": scan, "json.loads": loads}, options.times)


def _show(commands: dict[str, list[str]], times: int) -> None:
    """Run the commands in turn; print the median of each, and how often ours fits into it."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for command in commands.values():
        run(command)
    for _ in range(times):
        for name, command in commands.items():
            runs[name].append(run(command))
    ours = statistics.median(one.cpu for one in runs["readiness-scan"])
    for name, each in runs.items():
        cpu, memory = statistics.median(one.cpu for one in each), statistics.median(one.memory for one in each)
        print(f"  {name:<15} cpu {cpu:8.2f} s   memory {memory:6.0f} MB   {cpu / ours:6.2f} times ours", flush=True)


def main() -> None:
    """Read the command line, run one benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["source", "plan"])
    parser.add_argument("folders", nargs="*", metavar="FOLDER")
    parser.add_argument("--scan", default="readiness-scan")
    parser.add_argument("--tool", action="append", default=[], metavar="NAME=PATH")
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_intermixed_args()
    source(options) if options.what == "source" else reading(options)


if __name__ == "__main__":
    main()
