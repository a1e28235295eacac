"""PromQL and LogQL as far as one must know them: which metrics an expression asks for, and how.

The text is cut into tokens; an expression parses when every character belongs to one and its brackets fit.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from scanner.patterns import lazy
from scanner.records import NamedTuple

MAX_CHARACTERS = 20_000

_TOKEN = lazy(
    r"""(?P<space>\s+|\#[^\n]*)"""
    r"""|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)"""
    r"""|(?P<macro>\$\{[^}]*\}|\$[A-Za-z_]\w*|\[\[[^\]]*\]\])"""
    r"""|(?P<number>(?:0x[0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)(?:ms|[smhdwy](?:\d+(?:ms|[smhdwy]))*)?)"""
    r"""|(?P<word>[A-Za-z_:][A-Za-z0-9_:]*)"""
    r"""|(?P<mark>=~|!~|!=|==|<=|>=|\|=|\|~|\|>|!>|[-+*/%^=<>@(){}\[\],|:.])"""
)
_WORDS = frozenset(
    [
        "by",
        "without",
        "on",
        "ignoring",
        "group_left",
        "group_right",
        "offset",
        "bool",
        "and",
        "or",
        "unless",
        "inf",
        "nan",
        "start",
        "end",
        "atan2",
    ]
)
_GROUPING = frozenset(["by", "without", "on", "ignoring", "group_left", "group_right"])
_PAIRS = {"(": ")", "{": "}", "[": "]"}


class Matcher(NamedTuple):
    """A matcher of a label: `status =~ "5.."`."""

    label: str
    operator: str
    value: str


class Query(NamedTuple):
    """What an expression says: each once, in the order of writing."""

    parses: bool
    metrics: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    matchers: tuple[Matcher, ...] = ()
    windows: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()
    logs: bool = False


def read(expression: str) -> Query:
    """The expression taken apart; macros of dashboards (`$interval`) stand for any word."""
    tokens: list[tuple[str, str]] = []
    at = 0
    expression = expression[:MAX_CHARACTERS]
    while at < len(expression):
        found = _TOKEN.match(expression, at)
        if found is None:
            return _said(tokens, False)
        if found.lastgroup != "space":
            tokens.append((found.lastgroup, found[0]))
        at = found.end()
    return _said(tokens, bool(tokens) and _balanced(tokens) and not _adjacent(tokens))


def _balanced(tokens: list[tuple[str, str]]) -> bool:
    waiting: list[str] = []
    for kind, text in tokens:
        if kind == "mark" and text in _PAIRS:
            waiting.append(_PAIRS[text])
        elif kind == "mark" and text in (")", "}", "]") and (not waiting or waiting.pop() != text):
            return False
    return not waiting


def _adjacent(tokens: list[tuple[str, str]]) -> bool:
    """Whether two values stand side by side with nothing between them, as in prose; or it ends with an operator."""
    kinds = ("word", "number")
    for (first, left), (second, right) in pairwise(tokens):
        if first in kinds and second in kinds and left.lower() not in _WORDS and right.lower() not in _WORDS:
            return True
    return tokens[-1][1] in ("+", "-", "*", "/", "%", "^", "==", "!=", "<", ">", "<=", ">=", "=", ",")


def _said(tokens: list[tuple[str, str]], parses: bool) -> Query:
    metrics: dict[str, None] = {}
    functions: dict[str, None] = {}
    matchers: list[Matcher] = []
    windows: dict[str, None] = {}
    numbers: list[float] = []
    logs = False
    inside: list[str] = []
    labels = False
    for index, (kind, text) in enumerate(tokens):
        after = tokens[index + 1][1] if index + 1 < len(tokens) else ""
        before = tokens[index - 1][1] if index else ""
        if kind == "mark":
            if text in _PAIRS:
                inside.append("labels" if text == "(" and labels else text)
                labels = False
            elif text in (")", "}", "]") and inside:
                inside.pop()
            elif text in ("|=", "|~", "|"):
                logs = True
            continue
        where = inside[-1] if inside else ""
        if where == "{":
            if kind == "word" and after in ("=", "!=", "=~", "!~") and index + 2 < len(tokens):
                value = tokens[index + 2][1].strip("\"'`")
                matchers.append(Matcher(text, after, value))
                if text == "__name__" and after == "=":
                    metrics[value] = None
            elif kind == "text" and before in ("{", ",") and after in (",", "}"):
                metrics[text.strip("\"'`")] = None
        elif where == "[":
            windows["".join(part for _, part in tokens[index : index + 1])] = None
        elif where == "labels" or kind == "text":
            continue
        elif kind == "number":
            try:
                numbers.append(float(text))
            except ValueError:
                pass  # a duration behind `offset`
        elif kind == "word":
            lower = text.lower()
            if lower in _GROUPING and after == "(":
                labels = True
            elif lower in _WORDS and (lower not in ("start", "end") or after == "("):
                continue
            elif after == "(" or after in ("by", "without"):
                functions[text] = None
            elif not logs:
                metrics[text] = None
    return Query(parses, tuple(metrics), tuple(functions), tuple(matchers), tuple(windows), tuple(numbers), logs)


_SIGNALS: tuple[tuple[str, str], ...] = (
    (
        "availability",
        r"^up$|probe_success|_up$|absent|kube_(?:pod|deployment|statefulset|daemonset)_.*(?:available|ready|"
        r"unavailable|restarts|phase)"
        r"|container_status_(?:restarts|waiting)|kube_node_status_condition|slo:.*(?:error|burn)|health",
    ),
    ("errors", r"error|fail|exception|rejected|dropped|_5xx|http_5|panic"),
    ("latency", r"latency|duration|response_time|_seconds_bucket|seconds_sum|_ms_bucket|delay|apdex"),
    (
        "traffic",
        r"requests?_(?:total|count|rate)|_requests$|rps|qps|throughput|messages?_(?:received|sent|processed|"
        r"total)|calls_total|handled_total",
    ),
    (
        "saturation",
        r"cpu|memory|load(?:1|5|15)$|queue|_pool_|connections|goroutines|threads|throttl|swap|oom|saturation|"
        r"utili[sz]ation|backlog|lag",
    ),
    ("storage", r"filesystem|volume_stats|disk|persistentvolume|fsfree|free_storage|inodes"),
    ("network", r"network|receive_bytes|transmit_bytes|hubble|istio|linkerd|dns|conntrack|tcp_|flow"),
    ("node", r"^node_|:node_|instance:node"),
    ("cluster", r"^kube_|^kubelet_|^apiserver_|^etcd_|^coredns_|^container_|^cluster:|^namespace_"),
    (
        "security",
        r"falco|gatekeeper|kyverno|trivy|vulnerab|unauthori[sz]ed|forbidden|login|auth(?:entication)?_(?:fail|"
        r"error)|intrusion|tetragon|"
        r"policy_report|violation|security",
    ),
    ("compliance", r"policy_report|kubescape|compliance|gatekeeper|kyverno_policy|trivy_.*compliance|conformance|cis_"),
    ("backup", r"backup|velero|restore|snapshot|wal_archive|barman|pgbackrest"),
    ("certificate", r"cert(?:ificate|manager)?_|ssl_|tls_|_expir|not_after"),
    ("cost", r"cost|opencost|kubecost|billing|spend|budget|price|dollar"),
    ("energy", r"carbon|co2|energy|kepler|watt|joule|kwh|emission|power_|scaphandre|grid_intensity"),
    ("slo", r"slo|sli|error_budget|burn_?rate|objective"),
)
_LABELS = (
    "code",
    "status",
    "status_code",
    "http_status_code",
    "response_code",
    "grpc_code",
    "http_response_status_code",
    "level",
    "detected_level",
    "severity",
    "outcome",
    "result",
)


def signals(query: Query) -> list[str]:
    """What an expression is about, by the names of its metrics, its functions and the values of labels it asks for."""
    names = " ".join(query.metrics).lower()
    found = set()
    for signal, _ in _SIGNALS:
        if any(_PATTERNS[signal].search(metric.lower()) for metric in query.metrics):
            found.add(signal)
    if "absent" in query.functions or "absent_over_time" in query.functions:
        found.add("availability")
    if "histogram_quantile" in query.functions:
        found.add("latency")
    for matcher in query.matchers:
        value = matcher.value.lower()
        if matcher.label in _LABELS and (
            "5" in value[:3] or "error" in value or "fail" in value or "fatal" in value or "critical" in value
        ):
            found.add("errors")
    if any(matcher.label == "__name__" for matcher in query.matchers) and not names:
        found.add("traffic")
    return sorted(found)


_PATTERNS = {signal: lazy(pattern) for signal, pattern in _SIGNALS}


def all_signals(queries: Iterable[Query]) -> list[str]:
    """What several expressions are about."""
    return sorted({signal for query in queries for signal in signals(query)})
