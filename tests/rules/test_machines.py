import pytest

from scanner.rules.machines import machine


# From the price lists of the three clouds.
@pytest.mark.parametrize(("type", "cpus", "memory"), [
    ("m5.xlarge", 4, 16), ("m6g.2xlarge", 8, 32), ("c5.large", 2, 4), ("r6i.4xlarge", 16, 128), ("t3.medium", 2, 4),
    ("t3.large", 2, 8), ("t4g.xlarge", 4, 16), ("m6gd.medium", 1, 4), ("c7i-flex.xlarge", 4, 8),
    ("e2-standard-4", 4, 16), ("n1-standard-4", 4, 15), ("n2-highmem-8", 8, 64), ("e2-medium", 2, 4),
    ("n2d-highcpu-16", 16, 16), ("n2-custom-6-10240", 6, 10),
    ("Standard_D4s_v5", 4, 16), ("Standard_E8ds_v4", 8, 64), ("Standard_F4s_v2", 4, 8), ("Standard_B4ms", 4, 16),
    ("Standard_B2s", 2, 4),
])
def test_machine(type: str, cpus: float, memory: float) -> None:  # noqa: A002
    assert machine(type) == {"cpus": cpus, "memory": memory}


@pytest.mark.parametrize("type", ["", "m5.metal", "large", "${var.type}", "Standard_X4", "m5.xlarge; rm"])
def test_what_is_not_known(type: str) -> None:  # noqa: A002
    with pytest.raises(ValueError, match="not known"):
        machine(type)
