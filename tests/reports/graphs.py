"""Views to draw, made by hand or by chance."""

from __future__ import annotations

from hypothesis import strategies as st

from scanner.model.graph import External
from scanner.graph.build import build
from scanner.inputs.manifests import load
from scanner.model.source import SourceFile
from scanner.reports.graph_view import (
    EXTERNAL,
    FAMILIES,
    MISSING,
    OUTSIDE,
    PRESENT,
    Filter,
    Group,
    Link,
    Node,
    Selection,
    View,
    select,
)

SHOP = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: shop}
spec: {rules: [{http: {paths: [{backend: {service: {name: web}}}]}}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: web
      containers:
        - {name: web, envFrom: [{secretRef: {name: db}}, {configMapRef: {name: web}}, {secretRef: {name: lost}}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: web}
roleRef: {kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: alone, namespace: other}
"""


def selection(
    text: str = SHOP, chosen: Filter = Filter(), everything: bool = False, complete: bool = True,
    external: tuple[External, ...] = (External("Secret", "db"),),
) -> Selection:
    """The selection from one manifest text."""
    resources, notices = load([SourceFile("shop.yaml", text)])
    assert not notices
    return select([build(resources, external, complete)], chosen, everything)


@st.composite
def views(draw: st.DrawFn, most: int = 40) -> View:
    """Any picture: boxes in any groups, lines between any two of them."""
    groups = [Group(f"g{number}", draw(st.sampled_from(["", "chart"])), f"n{number}")
              for number in range(draw(st.integers(1, 4)))]
    count = draw(st.integers(0, most))
    nodes = [
        Node(f"r{number}", draw(st.sampled_from(["Pod", "Service", "A" * 60])), draw(st.text(max_size=40)),
             draw(st.sampled_from(FAMILIES)), draw(st.sampled_from(groups)).key,
             draw(st.sampled_from([PRESENT, MISSING, OUTSIDE, EXTERNAL])), ("a",) * draw(st.integers(1, 3)))
        for number in range(count)
    ]
    ends = st.tuples(st.integers(0, max(count - 1, 0)), st.integers(0, max(count - 1, 0)))
    drawn = draw(st.lists(ends, max_size=most * 2)) if count > 1 else []
    pairs = sorted({pair for pair in drawn if pair[0] != pair[1]})
    lines = [Link(f"r{one}", f"r{two}", ("serves",), draw(st.sampled_from(["traffic", "unheard"])),
                  draw(st.sampled_from([PRESENT, MISSING]))) for one, two in pairs]
    used = {node.group for node in nodes}
    return View(tuple(group for group in groups if group.key in used), tuple(nodes), tuple(lines), ("A notice.",),
                count, len(lines))
