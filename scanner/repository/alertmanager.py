"""Settings of Alertmanager and notification settings of Grafana: receivers, routes, inhibitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Locator, Path, Resource
from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.repository.durations import whole
from scanner.repository.facts import fact
from scanner.repository.files import File, Project
from scanner.repository.secretish import is_literal, names_secret
from scanner.repository.structured import as_list, as_map, broken, documents, is_template, text, text_map, texts, truth

NAME = "alertmanager"

Places = Callable[[Path, dict[str, Path]], Locator]

MAX_ROUTES = 5_000
_DEFAULT_REPEAT = 4 * 3600

_NAMES = {
    "msteams": "teams",
    "msteamsv2": "teams",
    "webhook": "webhook",
    "wechat": "wechat",
    "pushover": "pushover",
    "prometheus-alertmanager": "alertmanager",
    "googlechat": "googlechat",
    "discord": "discord",
    "victorops": "victorops",
    "threema": "sms",
    "kafka": "kafka",
    "oncall": "oncall",
}
_PAGING = frozenset(
    ["pagerduty", "opsgenie", "victorops", "pushover", "sms", "oncall", "jira-ops", "incidentio", "rootly"]
)
_SMS = lazy(r"twilio|sms|messagebird|vonage|nexmo|clickatell|sns.*sms")
_PLACEHOLDER = lazy(
    r"(?i)example\.(?:com|org|net)|your[-_ ]|\bxxx+|changeme|change-me|replace|todo\b|placeholder|<[a-z_ -]+>|"
    r"localhost|127\.0\.0\.1|"
    r"t0+/b0+|/xxx|dummy|(?:^|[^a-z])fake"
)
# Which settings of an integration say where it sends to.
_TARGETS = (
    "to",
    "channel",
    "api_url",
    "apiURL",
    "url",
    "webhook_url",
    "webhookURL",
    "routing_key",
    "routingKey",
    "service_key",
    "serviceKey",
    "api_key",
    "apiKey",
    "topic_arn",
    "topicARN",
    "phone_number",
    "phoneNumber",
    "chat_id",
    "chatID",
    "room_id",
    "roomID",
    "user_key",
    "userKey",
    "recipient",
    "addresses",
    "integrationKey",
    "settings",
)
_FROM_FILE = ("_file", "File")


class _Integration(NamedTuple):
    """One way of a receiver: its kind, settings, and where it stands."""

    kind: str
    settings: dict[str, Any]
    way: Path


def claims(path: str) -> bool:
    """Any YAML file: settings have no name of their own for certain."""
    return path.endswith((".yaml", ".yml"))


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """The settings of a file that has a route and receivers."""
    content = file.text
    alertmanager = "receivers:" in content and "route:" in content
    grafana = "contactPoints:" in content or "policies:" in content and "receiver:" in content
    if not (alertmanager or grafana) or is_template(file):
        return
    yield from broken(file)
    for document in documents(file):
        data = as_map(document.data)
        if "kind" in data and "apiVersion" in data:
            continue

        def places(path: Path, fields: dict[str, Path]) -> Locator:
            return document.at(*path, **fields)  # noqa: B023 - asked before the next document

        if isinstance(data.get("route"), dict) and isinstance(data.get("receivers"), list):
            yield from of_settings(data, (), places, file)
        elif "contactPoints" in data or "policies" in data and "apiVersion" in data:
            yield from _of_grafana(data, places, file)


def of_settings(
    data: Mapping[str, Any], base: Path, places: Places, file: File, camel: bool = False
) -> Iterator[Resource]:
    """The facts of settings as Alertmanager has them; `camel`: with the names of AlertmanagerConfig objects."""
    receivers: dict[str, list[_Integration]] = {}
    ways: dict[str, Path] = {}
    for index, one in enumerate(as_list(data.get("receivers"))):
        receiver = as_map(one)
        name = text(receiver.get("name"))
        ways[name] = (*base, "receivers", index)
        receivers[name] = [
            _Integration(_kind(key, as_map(each)), as_map(each), (*base, "receivers", index, key, number))
            for key, value in receiver.items()
            if key.endswith(("_configs", "Configs"))
            for number, each in enumerate(as_list(value))
        ]
    common = as_map(data.get("global"))
    routes = list(_routes(as_map(data.get("route")), (*base, "route"), camel))
    muted = [
        text(as_map(one).get("name"))
        for key in ("mute_time_intervals", "time_intervals", "muteTimeIntervals")
        for one in as_list(data.get(key))
    ]
    inhibitions = as_list(data.get("inhibitRules" if camel else "inhibit_rules"))
    yield from _facts("alertmanager", receivers, ways, routes, common, muted, base, places, file)
    for index, one in enumerate(inhibitions):
        rule = as_map(one)
        source = _matchers(rule, "source", camel)
        target = _matchers(rule, "target", camel)
        way = (*base, "inhibitRules" if camel else "inhibit_rules", index)
        yield fact(
            "AlertInhibition",
            f"{file.path} {index + 1}",
            file,
            places(way, {}),
            {
                "source": source,
                "target": target,
                "equal": texts(rule.get("equal")),
                "by_severity": "severity" in source
                and "severity" in target
                and source["severity"] != target["severity"],
            },
        )


class _Route(NamedTuple):
    receiver: str
    way: Path
    depth: int
    matchers: dict[str, str]
    severities: list[str]
    group_by: list[str]
    wait: int
    interval: int
    repeat: int
    muted: list[str]
    goes_on: bool


def _routes(root: dict[str, Any], way: Path, camel: bool) -> Iterator[_Route]:
    names = (
        {
            "group_by": "groupBy",
            "group_wait": "groupWait",
            "group_interval": "groupInterval",
            "repeat_interval": "repeatInterval",
            "mute_time_intervals": "muteTimeIntervals",
        }
        if camel
        else {}
    )
    first = _Route("", way, -1, {}, ["*"], [], 0, 0, 0, [], False)
    pending: list[tuple[dict[str, Any], Path, _Route]] = [(root, way, first)]
    count = 0
    while pending and count < MAX_ROUTES:
        data, at, parent = pending.pop(0)
        count += 1

        def get(name: str) -> Any:
            return data.get(names.get(name, name))  # noqa: B023 - asked at once

        matchers = _matchers(data, "", camel)
        inherited = {**parent.matchers, **matchers}
        route = _Route(
            text(data.get("receiver")) or parent.receiver,
            at,
            parent.depth + 1,
            inherited,
            _severities(inherited),
            texts(get("group_by")) if get("group_by") is not None else parent.group_by,
            whole(get("group_wait")) if get("group_wait") is not None else parent.wait,
            whole(get("group_interval")) if get("group_interval") is not None else parent.interval,
            whole(get("repeat_interval")) if get("repeat_interval") is not None else parent.repeat,
            texts(get("mute_time_intervals")),
            data.get("continue") is True,
        )
        yield route
        pending += [
            (as_map(one), (*at, "routes", index), route)
            for index, one in enumerate(as_list(data.get("routes")))
            if route.depth < 50
        ]


_MATCHER = lazy(r"""^\s*([A-Za-z_][\w.]*)\s*(=~|!~|!=|=)\s*(.*?)\s*$""")


def _matchers(data: dict[str, Any], prefix: str, camel: bool) -> dict[str, str]:
    """Matchers of a route or of one side of an inhibition, old and new forms, as a map from label to text."""
    found: dict[str, str] = {}
    start = f"{prefix}_" if prefix else ""
    found |= text_map(data.get(f"{start}match"))
    found |= {label: "=~" + value for label, value in text_map(data.get(f"{start}match_re")).items()}
    key = f"{prefix}Match" if camel and prefix else f"{start}matchers"
    for one in as_list(data.get(key, data.get("matchers") if not prefix else None)):
        if isinstance(one, dict):
            operator = text(one.get("matchType")) or ("=~" if one.get("regex") is True else "=")
            label, value = text(one.get("name")), text(one.get("value"))
        elif isinstance(one, list) and len(one) == 3:
            label, operator, value = (text(part) for part in one)
        else:
            for part in text(one).strip("{} ").split(","):
                match = _MATCHER.match(part)
                if match:
                    value = match[3].strip("\"'")
                    found[match[1]] = value if match[2] == "=" else match[2] + value
            continue
        if label:
            found[label] = value if operator == "=" else operator + value
    return found


def _severities(matchers: Mapping[str, str]) -> list[str]:
    value = matchers.get("severity", matchers.get("priority", ""))
    if not value or value.startswith("!"):
        return ["*"]
    return sorted({part.strip("^$() ").lower() for part in value.removeprefix("=~").split("|")} - {""})


def _kind(key: str, settings: dict[str, Any]) -> str:
    name = key.removesuffix("_configs").removesuffix("Configs").lower()
    address = " ".join(text(settings.get(one)) for one in ("url", "url_file", "urlSecret")).lower()
    if name == "webhook":
        if _SMS.search(address):
            return "sms"
        if "office.com" in address or "teams" in address:
            return "teams"
        if "incident.io" in address:
            return "incidentio"
        if "oncall" in address:
            return "oncall"
    if name == "sns" and (settings.get("phone_number") or settings.get("phoneNumber")):
        return "sms"
    return _NAMES.get(name, name)


def _facts(
    system: str,
    receivers: Mapping[str, list[_Integration]],
    ways: Mapping[str, Path],
    routes: list[_Route],
    common: Mapping[str, Any],
    muted: list[str],
    base: Path,
    places: Places,
    file: File,
) -> Iterator[Resource]:
    root = routes[0].receiver if routes else ""
    named = [route.receiver for route in routes if route.receiver]
    yield fact(
        "AlertRouting",
        file.path,
        file,
        places(
            base,
            {
                "default_receiver": ("route",),
                "receivers": ("receivers",),
                "undefined": ("route",),
                "unused": ("receivers",),
                "empty": ("receivers",),
            },
        ),
        {
            "system": system,
            "default_receiver": root,
            "receivers": list(receivers),
            "undefined": sorted({name for name in named if name not in receivers}),
            "unused": sorted({name for name in receivers if name not in named}),
            "integrations": sorted({one.kind for each in receivers.values() for one in each}),
            "empty": sorted(name for name, each in receivers.items() if not each),
            "severities": sorted({severity for route in routes for severity in route.severities if severity != "*"}),
            "has_default": bool(receivers.get(root)),
            "mute_times": muted,
            "routes": len(routes),
        },
    )
    for index, route in enumerate(routes):
        yield fact(
            "AlertRoute",
            f"{file.path} {route.receiver or index}",
            file,
            places(
                route.way,
                {
                    "receiver": ("receiver",),
                    "receiver_defined": ("receiver",),
                    "group_by": ("group_by",),
                    "repeat_interval": ("repeat_interval",),
                },
            ),
            {
                "receiver": route.receiver,
                "receiver_defined": route.receiver in receivers,
                "root": route.depth == 0,
                "depth": route.depth,
                "matchers": route.matchers,
                "severities": route.severities,
                "group_by": route.group_by,
                "groups_all_apart": "..." in route.group_by,
                "group_wait": route.wait,
                "group_interval": route.interval,
                "repeat_interval": route.repeat,
                "mute_times": route.muted,
                "goes_on": route.goes_on,
            },
        )
    for name, integrations in receivers.items():
        targets = [target for one in integrations for target in _targets(one, common)]
        bad = sorted({target for target in targets if _PLACEHOLDER.search(target)})
        filled = [
            one
            for one in integrations
            if (mine := list(_targets(one, common))) and not all(_PLACEHOLDER.search(each) for each in mine)
        ]
        secrets = sorted(
            {key for one in integrations for key, value in one.settings.items() if _plain_secret(one.kind, key, value)}
        )
        yield fact(
            "AlertReceiver",
            name,
            file,
            places(ways[name], {}),
            {
                "receiver": name,
                "system": system,
                "integrations": sorted({one.kind for one in integrations}),
                "paging": any(one.kind in _PAGING for one in integrations),
                "real": bool(filled),
                "placeholders": bad[:20],
                "secret_literals": secrets,
                "routed": name in named,
                "severities": sorted(
                    {severity for route in routes if route.receiver == name for severity in route.severities}
                ),
                "send_resolved": bool(integrations) and all(_tells_end(one) for one in integrations),
                "default": name == root,
                "real_integrations": sorted({one.kind for one in filled}),
            },
        )


def _plain_secret(kind: str, key: str, value: Any) -> bool:
    secret = (
        names_secret(key)
        or key in ("routing_key", "service_key", "api_key", "user_key")
        or kind in ("slack", "teams", "discord")
        and key in ("api_url", "webhook_url", "url")
    )
    return secret and is_literal(value) and not _PLACEHOLDER.search(text(value))


def _tells_end(one: _Integration) -> bool:
    value = one.settings.get("send_resolved", one.settings.get("sendResolved"))
    if value is None:
        return one.kind not in ("slack", "email", "wechat")
    return truth(value)


def _targets(one: _Integration, common: Mapping[str, Any]) -> Iterator[str]:
    """Where an integration sends to; a reference to a secret or a file is one as well."""
    for key, value in one.settings.items():
        if key in _TARGETS or key.removesuffix("_file").removesuffix("File") in _TARGETS:
            if isinstance(value, dict):
                yield (
                    text(value.get("name")) + "/" + text(value.get("key"))
                    if "key" in value
                    else " ".join(map(str, value.values()))
                )
            elif text(value):
                yield text(value)
    fallback = {
        "slack": "slack_api_url",
        "pagerduty": "pagerduty_url",
        "opsgenie": "opsgenie_api_key",
        "victorops": "victorops_api_key",
        "email": "",
    }.get(one.kind, "")
    for name in (fallback, fallback + "_file"):
        if fallback and text(common.get(name)) and fallback not in ("pagerduty_url",):
            yield text(common[name])


def _of_grafana(data: dict[str, Any], places: Places, file: File) -> Iterator[Resource]:
    receivers: dict[str, list[_Integration]] = {}
    ways: dict[str, Path] = {}
    for index, one in enumerate(as_list(data.get("contactPoints"))):
        point = as_map(one)
        name = text(point.get("name"))
        ways[name] = ("contactPoints", index)
        receivers[name] = []
        for number, inner in enumerate(as_list(point.get("receivers"))):
            receiver = as_map(inner)
            kind = text(receiver.get("type")).lower()
            receivers[name].append(
                _Integration(
                    _NAMES.get(kind, kind),
                    {**as_map(receiver.get("settings")), **as_map(receiver.get("secureSettings"))},
                    ("contactPoints", index, "receivers", number),
                )
            )
    routes: list[_Route] = []
    for index, one in enumerate(as_list(data.get("policies"))):
        routes += _grafana_routes(as_map(one), ("policies", index))
    yield from _facts(
        "grafana",
        receivers,
        ways,
        routes,
        {},
        [text(as_map(one).get("name")) for one in as_list(data.get("muteTimes"))],
        (),
        places,
        file,
    )


def _grafana_routes(root: dict[str, Any], way: Path) -> list[_Route]:
    translated = _translated(root, 0)
    return [route._replace(way=way) for route in _routes(translated, way, False)]


def _translated(route: dict[str, Any], depth: int) -> dict[str, Any]:
    """A policy of Grafana with the names of Alertmanager."""
    result = dict(route)
    if "object_matchers" in route:
        result["matchers"] = route["object_matchers"]
    if depth < 50:
        result["routes"] = [_translated(as_map(one), depth + 1) for one in as_list(route.get("routes"))]
    return result
