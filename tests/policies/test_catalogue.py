"""Every Terraform check of the catalogue has a rule, is an alias of one, or has a reason why there is none."""

import csv
import re
from pathlib import Path

import pytest

from scanner.paths import data_folder
from scanner.rules import aliases
from scanner.rules.not_covered import entries

CATALOGUE = Path(__file__).resolve().parents[3] / "shared" / "catalog" / "terraform-checks.csv"
POLICIES = data_folder("policies")

# The folder that answers for checks with a prefix; "" for all others.
FOLDERS = {"TF-AWS-": "terraform-aws", "TF-AZ-": "terraform-azure", "TF-GCP-": "terraform-google",
           "TF-K8S-": "terraform-kubernetes", "TF-HELM-": "terraform-kubernetes"}


def checks(folder: str) -> list[str]:
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        ids = [row["proposed_id"] for row in csv.DictReader(file)]
    prefixes = tuple(prefix for prefix, name in FOLDERS.items() if name == folder)
    return [one for one in ids if one.startswith(prefixes)]


@pytest.mark.skipif(not CATALOGUE.is_file(), reason="the catalogue is not beside the checkout")
@pytest.mark.parametrize("folder", sorted({file.parent.name for file in POLICIES.glob("terraform-*/*.yaml")} & {*FOLDERS.values()}))
def test_every_check_is_decided(folder: str) -> None:
    rules = {file.stem for file in POLICIES.glob("terraform-*/*.yaml")}
    left_out = {one.id for one in entries(POLICIES)}
    wanted = {one.lower() for one in checks(folder)}
    assert wanted
    assert wanted - rules - left_out == set()
    assert not rules & left_out


@pytest.mark.skipif(not CATALOGUE.is_file(), reason="the catalogue is not beside the checkout")
def test_what_says_that_it_is_an_alias_is_one() -> None:
    """The reason of a check that other rules judge names these, and each of them can be asked for by its id."""
    rules = {file.stem for file in POLICIES.glob("*/*.yaml")}
    told = {one.id: one.reason for one in entries(POLICIES) if one.id.startswith("tf-k8s-")}
    assert told
    for check, reason in told.items():
        named = set(aliases.resolve(check))
        assert named and named == {word for word in re.findall(r"[a-z0-9-]+", reason) if word in rules}
