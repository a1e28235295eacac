"""Where failures stand."""

from __future__ import annotations

from scanner.model.judgement import BASELINE, DEPENDENCY, SWITCHED_OFF, TEST_VALUES, Judgement, Outcome
from scanner.model.provenance import Hop, Provenance
from scanner.model.resource import Fixed, Release, Resource, identify
from scanner.model.rule import Severity
from scanner.model.source import SourceSpan
from scanner.settings import Override, RuleChoice, Settings
from scanner.standing import counts, known, settled
from tests.manifests import rule


def failure(path: str = "web/values.yaml", role: str = "value", dependency: str = "", name: str = "web") -> Judgement:
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}}
    where = Provenance((Hop(role, SourceSpan(path, 0, 1)),))  # type: ignore[arg-type]
    resource = Resource(identify(body), body, Fixed(where), release=Release("web", "r", "default", dependency))
    return Judgement(rule(), Outcome.FAIL, resource)


def one(judgement: Judgement, settings: Settings = Settings(), label: str = "", test_file: str = "") -> Judgement:
    (found,) = settled([judgement], settings, label, test_file)
    return found


def test_environments_are_noted() -> None:
    passed = failure()._replace(outcome=Outcome.PASS)
    assert one(failure(), label="live").environment == one(passed, label="live").environment == "live"
    assert one(passed) is passed


def test_dependencies_own_what_their_files_decide() -> None:
    assert one(failure("web/charts/db/templates/a.yaml", "literal", "db")).dependency == "db"
    assert one(failure("web/charts/db/values.yaml", "value", "db")).dependency == "db"
    assert one(failure("web/Chart.yaml", "literal", "db")).dependency == "db"
    assert one(failure("web/values.yaml", "value", "db")).dependency == ""
    assert one(failure("web/charts/own/templates/a.yaml", "literal")).dependency == ""


def test_dependencies_can_be_hidden() -> None:
    hidden = Settings(dependencies=False)
    assert one(failure("web/charts/db/values.yaml", "value", "db"), hidden).aside == DEPENDENCY
    assert one(failure("web/values.yaml", "value", "db"), hidden).is_finding


def test_what_values_of_a_test_decide_is_set_aside() -> None:
    file = "web/ci/a-values.yaml"
    assert one(failure(file), test_file=file).aside == TEST_VALUES
    assert one(failure(), test_file=file).is_finding
    assert one(failure(file)).is_finding
    assert one(failure(file)._replace(resource=None, at=failure(file).where()), test_file=file).is_finding


def test_overrides_hold_for_their_places() -> None:
    low = {"image-written": RuleChoice(severity=Severity.LOW)}
    assert one(failure(), Settings(overrides=(Override((), (), low),))).severity is Severity.LOW
    assert one(failure(), Settings(overrides=(Override(("web/*",), (), low),))).severity is Severity.LOW
    assert one(failure(), Settings(overrides=(Override(("api/*",), (), low),))).severity is Severity.HIGH
    live = Settings(overrides=(Override((), ("live",), low),))
    assert (one(failure(), live, "live").severity, one(failure(), live).severity) == (Severity.LOW, Severity.HIGH)
    other = Settings(overrides=(Override((), (), {"other": RuleChoice(enabled=False)}),))
    assert one(failure(), other).is_finding


def test_overrides_switch_off_and_the_last_one_holds() -> None:
    off = Override((), (), {"image-written": RuleChoice(enabled=False)})
    on = Override(("web/*",), (), {"image-written": RuleChoice(enabled=True)})
    assert one(failure(), Settings(overrides=(off,))).aside == SWITCHED_OFF
    assert one(failure(), Settings(overrides=(off, on))).is_finding
    hidden = Settings(overrides=(on,), dependencies=False)
    assert one(failure("web/charts/db/values.yaml", "value", "db"), hidden).aside == DEPENDENCY


def test_known_findings_are_set_aside_as_often_as_they_are_known() -> None:
    twice = [failure(), failure(), failure(name="api")]
    earlier = counts(twice[:1])
    assert [found.aside for found in known(twice, earlier, BASELINE)] == [BASELINE, "", ""]
    assert [found.aside for found in known(twice, counts(twice), BASELINE)] == [BASELINE] * 3


def test_in_several_environments_it_is_one_finding() -> None:
    both = [failure()._replace(environment=name) for name in ("a", "b")]
    assert list(counts(both).values()) == [1]
    assert [found.aside for found in known(both, counts(both[:1]), BASELINE)] == [BASELINE, BASELINE]
