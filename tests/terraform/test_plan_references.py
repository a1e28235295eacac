import pytest

from scanner.terraform.plan_references import PlanConfiguration


@pytest.mark.parametrize(("references", "expected"), [
    (["aws_s3_bucket.b", "count.index"], "aws_s3_bucket.b[3]"), (["aws_s3_bucket.b", "each.key"], "aws_s3_bucket.b[3]"),
    (["aws_s3_bucket.b[0].id", "aws_s3_bucket.b[0]", "count.index"], "aws_s3_bucket.b[0]"), (["aws_s3_bucket.b"], "aws_s3_bucket.b"),
])
def test_an_instance_picks_others_by_its_own_key(references: list[str], expected: str) -> None:
    policy = {"address": "aws_s3_bucket_policy.p", "expressions": {"bucket": {"references": references}}}
    links = PlanConfiguration({"root_module": {"resources": [policy]}}).links("", "aws_s3_bucket_policy.p[3]")
    assert [one.address for one in links] == [expected]
