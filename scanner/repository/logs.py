"""Collectors of logs and traces, and the settings of Loki: what goes in, what becomes of it, where it goes."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import Any

from scanner.located.yaml import load_or_none
from scanner.model.report import Notice
from scanner.model.resource import Locator, Path, Resource
from scanner.patterns import lazy
from scanner.repository.durations import whole
from scanner.repository.expand import toml
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, documents, is_template, text, texts, truth

NAME = "logs"

Places = Callable[[Path, dict[str, Path]], Locator]

_NOWHERE = frozenset(
    [
        "stdout",
        "console",
        "null",
        "blackhole",
        "file",
        "debug",
        "logging",
        "nop",
        "counter",
        "flowcounter",
        "exit",
        "plot",
    ]
)
_SIEM = lazy(
    r"splunk|sentinel|chronicle|sumologic|sumo_logic|qradar|exabeam|securonix|arcsight|logrhythm|panther|"
    r"elastic.*secur|azure_?(?:log_?analytics|monitor)"
)
_PLAIN = frozenset(["prometheus", "forward", "syslog", "prometheus_exporter", "internal_metrics"])
_FLUENTD_NAME = lazy(r"fluentd?[\w.-]*\.conf")
_SECTION = lazy(r"^\s*\[([A-Za-z_]+)\]\s*$")
_TAG = lazy(r"^\s*<(source|filter|match|parse|store|label)\b[^>]*>\s*$")


def claims(path: str) -> bool:
    """Configurations by their endings; the content decides."""
    name = posixpath.basename(path).lower()
    return name.endswith((".yaml", ".yml", ".conf", ".toml")) and (
        name.endswith((".yaml", ".yml"))
        or "fluent" in name
        or "vector" in name
        or "parsers" in name
        or "logstash" in name
    )


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """The facts of a file that is the configuration of a collector or of Loki."""

    def here(path: Path, fields: dict[str, Path]) -> Locator:
        return Lines(file.source, 1)

    if file.path.endswith((".conf", ".toml")):
        yield from of_text(file.name, file.text, here, file)
        return
    content = file.text
    if not any(word in content for word in _WORDS) or is_template(file):
        return
    for document in documents(file):
        data = as_map(document.data)
        if "kind" in data and "apiVersion" in data:
            continue

        def places(path: Path, fields: dict[str, Path]) -> Locator:
            return document.at(*path, **fields)  # noqa: B023 - asked before the next document

        yield from of_data(data, places, file)


_WORDS = ("exporters:", "clients:", "sinks:", "limits_config:", "filebeat.inputs:", "filebeat:", "pipeline:")


def of_text(name: str, content: str, places: Places, file: File) -> Iterator[Resource]:
    """The facts of a text whose name tells what it configures, as in a ConfigMap."""
    lower = name.lower()
    if lower.endswith(".conf") and (
        "[output]" in content.lower() or "[input]" in content.lower() or "[parser]" in content.lower()
    ):
        yield from _fluent_bit(content, places, file)
    elif lower.endswith(".conf") and ("<match" in content or "<source" in content):
        yield from _fluentd(content, places, file)
    elif lower.endswith(".toml") and "[sinks." in content:
        yield from of_data(toml(content), places, file)
    elif lower.endswith((".yaml", ".yml")) and any(word in content for word in _WORDS):
        yield from of_data(as_map(load_or_none(content)), places, file)


def of_data(data: dict[str, Any], places: Places, file: File) -> Iterator[Resource]:
    """The facts of a configuration as data, whichever program it is for."""
    if isinstance(data.get("service"), dict) and isinstance(data.get("exporters"), dict):
        yield from of_otel(data, (), places, file)
    elif isinstance(data.get("sinks"), dict):
        yield _vector(data, places, file)
    elif isinstance(data.get("scrape_configs"), list) and isinstance(data.get("clients"), list):
        yield _promtail(data, places, file)
    elif isinstance(data.get("limits_config"), dict) and any(
        key in data for key in ("schema_config", "ingester", "compactor", "auth_enabled", "storage_config", "common")
    ):
        yield _loki(data, places, file)
    elif "filebeat.inputs" in data or isinstance(data.get("filebeat"), dict):
        yield _filebeat(data, places, file)
    elif isinstance(data.get("pipeline"), dict) and "outputs" in as_map(data["pipeline"]):
        pipeline = as_map(data["pipeline"])
        yield from _of_fluent_bit_parts(
            [as_map(one) for one in as_list(pipeline.get("inputs"))],
            [as_map(one) for one in as_list(pipeline.get("filters"))],
            [as_map(one) for one in as_list(pipeline.get("outputs"))],
            [as_map(one) for one in as_list(data.get("parsers"))],
            places,
            file,
        )


def _collector(system: str, places: Places, file: File, **found: Any) -> Resource:
    outputs: list[str] = found["outputs"]
    body = {
        "system": system,
        "inputs": sorted(set(found["inputs"])),
        "filters": sorted(set(found["filters"])),
        "outputs": sorted(set(outputs)),
        "ships": any(one.partition("/")[0] not in _NOWHERE for one in outputs),
        "parses": bool(found["parses"]),
        "json": bool(found["json"]),
        "tls": bool(found["tls"]),
        "insecure": bool(found["insecure"]),
        "siem": sorted({one for one in outputs if _SIEM.search(one)}),
    }
    return fact("LogCollector", f"{system} {file.path or file.shown}", file, places((), {}), body)


# --- OpenTelemetry ---


def of_otel(data: dict[str, Any], base: Path, places: Places, file: File) -> Iterator[Resource]:
    """The pipelines of an OpenTelemetry collector; one with logs is a collector of logs too."""
    pipelines = as_map(as_map(data.get("service")).get("pipelines"))
    exporters, receivers = as_map(data.get("exporters")), as_map(data.get("receivers"))
    logs: list[dict[str, Any]] = []
    for name, one in pipelines.items():
        pipeline = as_map(one)
        signal = name.partition("/")[0]
        way = (*base, "service", "pipelines", name)
        targets = texts(pipeline.get("exporters"))
        yield fact(
            "OtelPipeline",
            name,
            file,
            places(way, {}),
            {
                "signal": signal,
                "receivers": texts(pipeline.get("receivers")),
                "processors": texts(pipeline.get("processors")),
                "exporters": targets,
                "ships": any(target.partition("/")[0] not in _NOWHERE for target in targets),
            },
        )
        if signal == "logs":
            logs.append(pipeline)
    if logs:
        targets = [target for one in logs for target in texts(one.get("exporters"))]
        sources = [source for one in logs for source in texts(one.get("receivers"))]
        steps = [step for one in logs for step in texts(one.get("processors"))]
        operators = [
            text(as_map(one).get("type"))
            for source in sources
            for one in as_list(as_map(receivers.get(source)).get("operators"))
        ]
        known = [as_map(exporters.get(target)) for target in targets if target.partition("/")[0] not in _NOWHERE]
        settings = [as_map(one.get("tls")) or as_map(as_map(one.get("http")).get("tls")) for one in known]
        addresses = [text(one.get("endpoint", as_map(one.get("http")).get("endpoint"))) for one in known]
        yield _collector(
            "otel-collector",
            places,
            file,
            inputs=[one.partition("/")[0] for one in sources],
            filters=[one.partition("/")[0] for one in steps],
            outputs=[one.partition("/")[0] for one in targets],
            parses=operators or any("transform" in step for step in steps),
            json=any("json" in one or "container" in one for one in operators),
            tls=all(not truth(one.get("insecure")) for one in settings)
            and not any(address.startswith("http://") for address in addresses),
            insecure=any(truth(one.get("insecure_skip_verify")) for one in settings),
        )


# --- Vector ---


def _vector(data: dict[str, Any], places: Places, file: File) -> Resource:
    sinks = [as_map(one) for one in as_map(data["sinks"]).values()]
    transforms = [as_map(one) for one in as_map(data.get("transforms")).values()]
    source = " ".join(text(one.get("source")) for one in transforms)
    outputs = [text(one.get("type")) for one in sinks]
    return _collector(
        "vector",
        places,
        file,
        inputs=[text(as_map(one).get("type")) for one in as_map(data.get("sources")).values()],
        filters=[text(one.get("type")) for one in transforms],
        outputs=outputs,
        parses=any(text(one.get("type")) in ("remap", "lua", "dedupe") for one in transforms),
        json="parse_json" in source,
        tls=all(_encrypted(one) for one in sinks if text(one.get("type")) not in _NOWHERE | _PLAIN),
        insecure=any(as_map(one.get("tls")).get("verify_certificate") is False for one in sinks),
    )


def _encrypted(sink: dict[str, Any]) -> bool:
    addresses = [
        *texts(sink.get("endpoint")),
        *texts(sink.get("endpoints")),
        *texts(sink.get("uri")),
        *texts(sink.get("address")),
        *texts(sink.get("hosts")),
        *texts(sink.get("url")),
    ]
    if any(address.startswith("http://") for address in addresses):
        return False
    return (
        bool(sink.get("tls"))
        or any(address.startswith("https://") for address in addresses)
        or text(sink.get("type")).startswith(("aws_", "gcp_", "azure_", "datadog"))
    )


# --- Promtail, Loki, Filebeat ---


def _promtail(data: dict[str, Any], places: Places, file: File) -> Resource:
    clients = [as_map(one) for one in as_list(data["clients"])]
    stages = [
        as_map(stage)
        for one in as_list(data["scrape_configs"])
        for stage in as_list(as_map(one).get("pipeline_stages"))
    ]
    kinds = [key for stage in stages for key in stage]
    return _collector(
        "promtail",
        places,
        file,
        inputs=["file"],
        filters=kinds,
        outputs=["loki"] if clients else [],
        parses=kinds,
        json="json" in kinds,
        tls=all(text(one.get("url")).startswith("https://") for one in clients),
        insecure=any(truth(as_map(one.get("tls_config")).get("insecure_skip_verify")) for one in clients),
    )


def _loki(data: dict[str, Any], places: Places, file: File) -> Resource:
    limits, compactor = as_map(data["limits_config"]), as_map(data.get("compactor"))
    storage = as_map(data.get("storage_config"))
    whole_text = str(as_map(storage.get("aws"))) + str(as_map(as_map(data.get("common")).get("storage")))
    return fact(
        "LokiConfig",
        file.path or file.shown,
        file,
        places((), {"retention_seconds": ("limits_config", "retention_period")}),
        {
            "retention_seconds": whole(limits.get("retention_period", 0)),
            "retention_enabled": truth(compactor.get("retention_enabled")),
            "auth": data.get("auth_enabled") is not False,
            "ruler": bool(data.get("ruler")),
            "structured_metadata": truth(limits.get("allow_structured_metadata", True)),
            "encrypted": "sse" in whole_text or "kms" in whole_text,
        },
    )


def _filebeat(data: dict[str, Any], places: Places, file: File) -> Resource:
    inputs = as_list(data.get("filebeat.inputs")) or as_list(as_map(data.get("filebeat")).get("inputs"))
    outputs = {key.partition("output.")[2]: as_map(value) for key, value in data.items() if key.startswith("output.")}
    outputs |= {key: as_map(value) for key, value in as_map(data.get("output")).items()}
    steps = [key for one in as_list(data.get("processors")) for key in as_map(one)]
    hosts = [host for one in outputs.values() for host in texts(one.get("hosts"))]
    parsers = str([as_map(one).get("parsers", as_map(one).get("json")) for one in inputs])
    return _collector(
        "filebeat",
        places,
        file,
        inputs=[text(as_map(one).get("type")) for one in inputs],
        filters=steps,
        outputs=list(outputs),
        parses=steps or "ndjson" in parsers,
        json="ndjson" in parsers or "decode_json_fields" in steps,
        tls=all(host.startswith("https://") for host in hosts)
        or any("ssl" in key for one in outputs.values() for key in one),
        insecure=any(
            text(one.get("ssl.verification_mode", as_map(one.get("ssl")).get("verification_mode"))) == "none"
            for one in outputs.values()
        ),
    )


# --- Fluent Bit and Fluentd ---


def _fluent_bit(content: str, places: Places, file: File) -> Iterator[Resource]:
    sections: list[tuple[str, dict[str, str]]] = []
    for line in content.splitlines()[:20_000]:
        head = _SECTION.match(line)
        if head:
            sections.append((head[1].lower(), {}))
        elif sections and line.strip() and not line.strip().startswith("#"):
            key, _, value = line.strip().partition(" ")
            sections[-1][1][key.lower()] = value.strip()
    parts = {
        kind: [one for name, one in sections if name == kind]
        for kind in ("input", "filter", "output", "parser", "multiline_parser")
    }
    if not any(parts.values()):
        return
    yield from _of_fluent_bit_parts(
        parts["input"], parts["filter"], parts["output"], [*parts["parser"], *parts["multiline_parser"]], places, file
    )


def _of_fluent_bit_parts(
    inputs: list[dict[str, Any]],
    filters: list[dict[str, Any]],
    outputs: list[dict[str, Any]],
    parsers: list[dict[str, Any]],
    places: Places,
    file: File,
) -> Iterator[Resource]:
    def lower(one: dict[str, Any], key: str) -> str:
        return text({name.lower(): value for name, value in one.items()}.get(key)).lower()

    kinds = [lower(one, "name") for one in outputs]
    network = [
        one
        for one in outputs
        if lower(one, "name")
        not in _NOWHERE
        | _PLAIN
        | {
            "cloudwatch_logs",
            "s3",
            "kinesis_streams",
            "stackdriver",
            "datadog",
            "cloudwatch",
            "kinesis_firehose",
            "azure",
        }
    ]
    formats = {lower(one, "format") for one in parsers}
    used = [lower(one, "parser") for one in (*inputs, *filters)]
    yield _collector(
        "fluent-bit",
        places,
        file,
        inputs=[lower(one, "name") for one in inputs],
        filters=[lower(one, "name") for one in filters],
        outputs=kinds,
        parses=bool(parsers)
        or any(used)
        or any(lower(one, "name") in ("parser", "kubernetes", "modify", "lua", "record_modifier") for one in filters),
        json="json" in formats
        or any("json" in one for one in used)
        or any(lower(one, "merge_log") == "on" for one in filters),
        tls=all(lower(one, "tls") in ("on", "true") for one in network),
        insecure=any(lower(one, "tls.verify") in ("off", "false") for one in outputs),
    )


def _fluentd(content: str, places: Places, file: File) -> Iterator[Resource]:
    kinds: dict[str, list[str]] = {"source": [], "filter": [], "match": [], "parse": [], "store": [], "label": []}
    open_tags: list[str] = []
    settings: list[str] = []
    for line in content.splitlines()[:20_000]:
        head = _TAG.match(line)
        stripped = line.strip()
        if head:
            open_tags.append(head[1])
        elif stripped.startswith("</") and open_tags:
            open_tags.pop()
        elif stripped.startswith("@type") and open_tags:
            kinds[open_tags[-1]].append(stripped.split(None, 1)[-1].strip())
        else:
            settings.append(stripped)
    outputs = [
        one
        for one in (*kinds["match"], *kinds["store"])
        if one not in ("copy", "relabel", "null", "rewrite_tag_filter")
    ]
    if outputs or kinds["source"]:
        yield _collector(
            "fluentd",
            places,
            file,
            inputs=kinds["source"],
            filters=kinds["filter"],
            outputs=outputs,
            parses=bool(kinds["parse"] or kinds["filter"]),
            json="json" in kinds["parse"],
            tls=any(one.startswith(("scheme https", "transport tls", "tls ", "ssl_verify true")) for one in settings),
            insecure=any(
                one.startswith(("ssl_verify false", "tls_insecure_mode true", "insecure_ssl true")) for one in settings
            ),
        )
