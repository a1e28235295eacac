"""One fuzz target for each parser: `target(data)` may raise nothing but what the parser documents.

`test_targets.py` runs them on a few hundred inputs each.  For hours of it, with coverage
to guide the inputs:

    pip install atheris
    python -m tests.fuzz.targets template
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

Target = Callable[[bytes], None]


def template(data: bytes) -> None:
    """Go templates: lexer and parser, strict and tolerant."""
    from scanner.gotemplate.errors import ParseError
    from scanner.gotemplate.parser import forget, parse

    text = _text(data)
    for tolerant in (False, True):
        try:
            parse(text, "fuzz", tolerant=tolerant)
        except ParseError:
            pass
    forget()


def rendering(data: bytes) -> None:
    """Templates that are run over some values."""
    from scanner.gotemplate.errors import TemplateError
    from scanner.gotemplate.executor import Runtime, Template
    from scanner.gotemplate.parser import forget, parse
    from scanner.helm import engine  # noqa: F401 - offers Helm's functions

    try:
        unit = parse(_text(data), "fuzz")
        runtime = Runtime({}, traced=True)
        runtime.add(unit.defines, "fuzz")
        runtime.execute(Template("fuzz", "fuzz", unit.body), {"Values": {"a": "b", "l": ["x", 1.0], "m": {"k": None}}})
    except TemplateError:
        pass
    forget()


def yaml(data: bytes) -> None:
    """YAML as data, with places, and as a values file."""
    from scanner.located.errors import YamlError
    from scanner.located.placed import load_placed
    from scanner.located.positions import positions
    from scanner.located.yaml import load_all

    text = _text(data)
    for read in (load_all, positions, lambda each: load_placed(each, "fuzz")):
        try:
            read(text)
        except YamlError:
            pass


def json(data: bytes) -> None:
    """JSON as data and with places, and as templates read it."""
    from scanner.located.errors import YamlError
    from scanner.located.json import load, positions
    from scanner.serial.errors import DecodeError
    from scanner.serial.json import from_json_any

    text = _text(data)
    for read in (load, positions, from_json_any):
        try:
            read(text)
        except (YamlError, DecodeError):
            pass


def toml(data: bytes) -> None:
    """TOML as templates read it."""
    from scanner.serial.toml import TomlError, from_toml

    try:
        from_toml(_text(data))
    except TomlError:
        pass


def flags(data: bytes) -> None:
    """The grammars of --set and its kin."""
    from scanner.gotemplate.values import Map
    from scanner.helm.errors import HelmError
    from scanner.helm.setflags import FlagPlace, set_json, set_literal, set_string, set_typed

    text = _text(data)
    place = FlagPlace("--set", 0, text)
    for apply in (set_typed, set_string, set_json, set_literal):
        try:
            apply(Map(), text, place)
        except HelmError:
            pass


def hcl(data: bytes) -> None:
    """Terraform's language: files, templates, JSON, and expressions that are evaluated."""
    from scanner.hcl.errors import HclError
    from scanner.hcl.json_syntax import body, expression, parse as parse_json
    from scanner.hcl.parser import parse, parse_template

    text = _text(data)
    readers: tuple[Callable[[str], object], ...] = (
        lambda each: parse(each, "fuzz"), parse_template, lambda each: body(parse_json(each, "fuzz"), "fuzz", {"a": 1}),
        lambda each: expression(parse_json(each, "fuzz")))
    for read in readers:
        try:
            read(text)
        except HclError:
            pass


def expressions(data: bytes) -> None:
    """Expressions of Terraform, with values known, unknown and sensitive."""
    from scanner.hcl.errors import HclError
    from scanner.hcl.types import STRING
    from scanner.hcl.values import SENSITIVE, Value, string, tuple_value, unknown
    from tests.hcl.evaluating import value

    known = {"a": string("a"), "u": unknown(STRING), "s": Value(STRING, "s", frozenset({SENSITIVE})), "l": tuple_value([string("x")])}
    try:
        value(_text(data), **known)
    except HclError:
        pass


def terraform_plan(data: bytes) -> None:
    """Plans of Terraform."""
    from scanner.inputs.terraform_plan import load
    from scanner.model.source import SourceFile

    for one in load(SourceFile("fuzz.json", _text(data))).resources:
        one.body, one.place("a", 0)
        one.references  # type: ignore[attr-defined]


def helmignore(data: bytes) -> None:
    """.helmignore and its patterns."""
    from scanner.helm.errors import HelmError
    from scanner.helm.ignore import parse

    try:
        rules = parse(_text(data))
    except HelmError:
        return
    for path in ("a", "templates/a.yaml", ".git/config", "x" * 300):
        rules.ignores(path, False)
        rules.ignores(path, True)


def semver(data: bytes) -> None:
    """Constraints and versions."""
    from scanner.gotemplate.functions.semver import satisfies

    constraint, _, version = _text(data).partition("|")
    try:
        satisfies(constraint, version)
    except ValueError:
        pass


def layout(data: bytes) -> None:
    """Go's time layouts."""
    from scanner.gotemplate.functions.layouts import BadTime, parse, to_text

    form, _, text = _text(data).partition("|")
    try:
        to_text(parse(form, text), form)
    except BadTime:
        pass


def regex(data: bytes) -> None:
    """Regular expressions of templates."""
    from scanner.gotemplate.functions.regex import BadPattern, compiled

    try:
        compiled(_text(data))
    except BadPattern:
        pass


def archive(data: bytes) -> None:
    """Chart archives; the gzip layer is put around the data, so that the tar layer is reached."""
    import gzip

    from scanner.helm.archive import Budget, read_archive
    from scanner.helm.errors import ArchiveError

    for packed in (data, gzip.compress(data, 1)):
        try:
            read_archive(packed, Budget())
        except ArchiveError:
            pass


def schema(data: bytes) -> None:
    """values.schema.json over some values."""
    from scanner.gotemplate.values import Map
    from scanner.helm.errors import Where
    from scanner.helm.schema_documents import Documents, Invalid, Unavailable, parse
    from scanner.helm.schema_check import check_schema
    from scanner.helm.schema_validator import validate

    del Where
    try:
        documents = Documents(parse(_text(data)), True)
        check_schema(documents)
        validate(documents, Map({"a": "b", "l": [1.0], "m": Map()}))
    except (Invalid, Unavailable):
        pass


def manifests(data: bytes) -> None:
    """Manifest files, all the way to judgements."""
    from scanner.graph.build import build
    from scanner.inputs.manifests import load
    from scanner.model.source import SourceFile
    from scanner.rules import pack
    from scanner.rules.judge import judge

    resources, _ = load([SourceFile("fuzz.yaml", _text(data))])
    judge(build(resources), [rule for rule in pack.heads() if rule.enabled])


def definitions(data: bytes) -> None:
    """CustomResourceDefinitions, in crds/ and among other manifests, with objects of their kinds; objects of any kind."""
    from scanner.graph.build import build
    from scanner.inputs.manifests import deferred, load
    from scanner.model.source import SourceFile
    from scanner.rules import pack, schemas

    file = SourceFile("fuzz.yaml", _text(data))
    resources, _ = load([file])
    rules = [rule for rule in pack.heads() if rule.engine == schemas.ENGINE]
    graph, files = build(resources), [deferred(file, "fuzz")]
    schemas.Schemas([graph], files).judge(graph, files, rules)


def policy(data: bytes) -> None:
    """Documents that attributes of Terraform resources hold: policies, and others in JSON or YAML."""
    from scanner.rules.blocks import decoded, parsed
    from scanner.rules.statements import anywhere, everyone, permits, policy as statements

    text = _text(data)
    for read in (statements, parsed, decoded):
        try:
            found = read(text)
        except ValueError:
            continue
        if read is statements:
            for one in found:
                everyone(one), anywhere(one), permits(one, "iam:passrole")


def settings(data: bytes) -> None:
    """.readiness.yaml."""
    import tempfile

    from scanner.settings import SettingsError, load

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, ".readiness.yaml")
        path.write_bytes(data)
        try:
            load(path, "fuzz")
        except SettingsError:
            pass


def expression(data: bytes) -> None:
    """Expressions of packs: checked, and run where nothing is wrong with them."""
    from scanner.rules import cel, extended

    text = _text(data)
    bound = cel.activation({**dict.fromkeys(cel.NAMES, {}), "self": {"a": [1, "x", None], "b": {"c": "1Gi"}}})
    for language in (extended.RULES, extended.POLICIES):
        if not extended.check(text, language, gives="DYN"):
            extended.of_tree(extended.parse(text, language).root, text, language).value(bound)


def rule(data: bytes) -> None:
    """A rule file, and its examples when nothing is wrong with it."""
    from scanner import examples
    from scanner.deep import deep
    from scanner.located.document import read
    from scanner.model.source import SourceFile
    from scanner.rules.pack import RulePackError, rule_in

    source = SourceFile("fuzz.yaml", _text(data))
    try:
        found = rule_in([one for one in read(source) if hasattr(one, "data")], source, "fuzz")
    except RulePackError:
        return
    for example in found.examples:
        deep(examples.problems)(examples.of_rule(found), example)


def pack(data: bytes) -> None:
    """A folder with one file of a pack: rules, policies, or something else."""
    import tempfile

    from scanner import packs
    from scanner.rules.pack import RulePackError

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "fuzz.yaml").write_bytes(data)
        try:
            packs.load([Path(folder)], lambda path: path.name)
        except RulePackError:
            pass


def admission(data: bytes) -> None:
    """Policies and objects in one text: the policies judge the objects."""
    from scanner.admission import stage
    from scanner.inputs.manifests import load
    from scanner.model.source import SourceFile

    source = SourceFile("fuzz.yaml", _text(data))
    resources, _ = load([source])
    inputs = [stage.Input(resources)]
    found, _ = stage.found_in(inputs, {source.path: source})
    in_force = stage.in_force(found)
    stage.admit(in_force, inputs, (), stage.rules_of(in_force), complete=True)


def sarif(data: bytes) -> None:
    """SARIF files that are checked."""
    from scanner.sarif import SarifError, validate

    try:
        validate(_text(data))
    except SarifError:
        pass


def event(data: bytes) -> None:
    """The payload of a workflow's event."""
    import tempfile

    from scanner.workflow.event import read

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "event.json")
        path.write_bytes(data)
        for name in ("pull_request", "merge_group", "push"):
            read({"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)})


def repository(data: bytes) -> None:
    """A file of a repository by itself: its path in the first line, then its text; every module that claims it reads it."""
    from importlib import import_module

    from scanner.repository import together
    from scanner.repository.files import File, Project
    from scanner.repository.read import MODULES

    path, _, text = data.decode("utf-8", "replace").partition("\n")
    file = File.of_text(path.strip("/ \0") or "a", text)
    project = Project({file.path: file})
    found = []
    for name in MODULES:
        module = import_module(f"scanner.repository.{name}")
        if module.claims(file.path):
            found += [one for one in module.read(file, project) if hasattr(one, "body")]
    together.complete(found, project)
    for one in found:
        for field in ("", *one.body):
            one.locator.place((field,) if field else ())


def shell(data: bytes) -> None:
    """Shell scripts, and what their commands are known to do."""
    from scanner.repository import tasks
    from scanner.repository.shell import commands

    text = _text(data)
    for command in commands(text):
        assert text[command.start:command.start + 1]
        tasks.recognise(command.words)


def promql(data: bytes) -> None:
    """Expressions of PromQL and LogQL."""
    from scanner.repository.promql import read, signals

    signals(read(_text(data)))


def javascript(data: bytes) -> None:
    """Settings in JavaScript."""
    from scanner.repository import javascript as reader

    text = _text(data)
    reader.assigned(text, "options")
    reader.after(text, ("thresholds",))
    reader.imports(text)


def xml(data: bytes) -> None:
    """XML of reports and manifests of packages."""
    from scanner.repository.xml import Broken, parse

    try:
        parse(_text(data))
    except Broken:
        pass


def tables(data: bytes) -> None:
    """Cron expressions, spans of time and days."""
    from scanner.repository import cron, dates, durations

    text = _text(data)
    cron.interval_days(text.split("|")[:3])
    durations.whole(text)
    dates.number(dates.find(text, compact=True))


def tasklist(data: bytes) -> None:
    """A task list of Markdown: filling it in changes boxes and numbers only, and doing it again changes nothing."""
    from scanner.tasklists.fill import fill
    from scanner.tasklists.markdown import read

    document = read(_text(data))
    ticks = [number % 2 == 0 for number in range(len(document.tasks))]
    once = fill(document, ticks, "conditional")
    again = read(once)
    assert [task.ticked for task in again.tasks] == ticks
    assert fill(again, ticks, "conditional") == once


def own_checklist(data: bytes) -> None:
    """A checklist of one's own in YAML, and what is asked for it."""
    import tempfile

    from scanner import precompiled
    from scanner.checklist import evidence, load
    from scanner.tasklists.own import OwnError, attestable
    from scanner.tasklists.own import load as load_own

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.yaml"
        path.write_bytes(data)
        try:
            own = load_own(path, "own.yaml", load.load(), precompiled.evidence().scopes)
        except OwnError:
            return
    for item in own.asked:
        attestable(item, own)
    evidence.load({}, own.evidence).rules(own.asked)


def statements(data: bytes) -> None:
    """A file of attestations and sign-offs."""
    import tempfile

    from scanner.attestations.check import read
    from scanner.checklist import load
    from scanner.settings.records import People

    with tempfile.TemporaryDirectory() as folder:
        inside = Path(folder) / "attestations"
        inside.mkdir()
        (inside / "a.yaml").write_bytes(data)
        read(Path(folder), People(), (one._replace(days=90) for one in load.load()), lambda: "2026-02-01")


def earlier(data: bytes) -> None:
    """An earlier report about the checklist."""
    import tempfile

    from scanner.model.tally import tally_earlier
    from scanner.readiness.earlier import EarlierError, read

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "old.json"
        path.write_bytes(data)
        try:
            tally_earlier(read(path, "old.json").items)
        except EarlierError:
            pass


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (
        template, rendering, yaml, json, toml, flags, helmignore, semver, layout, regex, archive, schema, manifests,
        definitions, policy, settings, expression, rule, pack, admission, sarif, event, hcl, expressions, terraform_plan,
        repository, shell, promql, javascript, xml, tables, tasklist, own_checklist, statements, earlier,
    )
}  # fmt: skip


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def main() -> None:
    """Fuzz one target with atheris."""
    import atheris  # not part of the test extra: it needs a compiler on most machines

    target = TARGETS[sys.argv.pop(1)]
    atheris.instrument_all()
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
