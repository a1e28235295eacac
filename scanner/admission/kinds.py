"""How the API server calls the kinds of Kubernetes in requests: their resources, and whether they have namespaces."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from scanner.model.resource import CLUSTER_SCOPED, Resource
from scanner.records import NamedTuple

# The kinds of each group, as of Kubernetes 1.35 and with those of groups that older clusters serve; ! marks kinds
# without a namespace.
_BUILT_IN = """
: Binding ConfigMap Endpoints Event LimitRange Namespace! Node! PersistentVolume! PersistentVolumeClaim Pod PodTemplate
  ReplicationController ResourceQuota Secret Service ServiceAccount
admissionregistration.k8s.io: MutatingAdmissionPolicy! MutatingAdmissionPolicyBinding! MutatingWebhookConfiguration!
  ValidatingAdmissionPolicy! ValidatingAdmissionPolicyBinding! ValidatingWebhookConfiguration!
apiextensions.k8s.io: CustomResourceDefinition!
apiregistration.k8s.io: APIService!
apps: ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet
autoscaling: HorizontalPodAutoscaler
batch: CronJob Job
certificates.k8s.io: CertificateSigningRequest! ClusterTrustBundle! PodCertificateRequest
coordination.k8s.io: Lease LeaseCandidate
discovery.k8s.io: EndpointSlice
events.k8s.io: Event
extensions: DaemonSet Deployment Ingress NetworkPolicy PodSecurityPolicy! ReplicaSet
flowcontrol.apiserver.k8s.io: FlowSchema! PriorityLevelConfiguration!
networking.k8s.io: IPAddress! Ingress IngressClass! NetworkPolicy ServiceCIDR!
node.k8s.io: RuntimeClass!
policy: Eviction PodDisruptionBudget PodSecurityPolicy!
rbac.authorization.k8s.io: ClusterRole! ClusterRoleBinding! Role RoleBinding
resource.k8s.io: DeviceClass! DeviceTaintRule! ResourceClaim ResourceClaimTemplate ResourceSlice!
scheduling.k8s.io: PriorityClass! Workload
storage.k8s.io: CSIDriver! CSINode! CSIStorageCapacity StorageClass! VolumeAttachment! VolumeAttributesClass!
storagemigration.k8s.io: StorageVersionMigration!
"""

# Groups in which a kind was served before it moved, or is served as well.
_MOVED = {
    ("extensions", "apps"): ("DaemonSet", "Deployment", "ReplicaSet"),
    ("extensions", "networking.k8s.io"): ("Ingress", "NetworkPolicy"),
    ("extensions", "policy"): ("PodSecurityPolicy",),
    ("", "events.k8s.io"): ("Event",),
}


class ResourceKind(NamedTuple):
    """The plural by which requests name a kind, and whether its objects have a namespace (None: nobody knows)."""

    plural: str
    namespaced: bool | None
    built_in: bool = False


@cache
def _built_in() -> dict[tuple[str, str], ResourceKind]:
    found = {}
    group = ""
    for word in _BUILT_IN.split():
        if word.endswith(":"):
            group = word[:-1]
        else:
            kind = word.rstrip("!")
            found[group, kind] = ResourceKind(plural(kind), not word.endswith("!"), True)
    return found


def plural(kind: str) -> str:
    """The plural of a kind by the rules of English, as the tools that make definitions guess it."""
    word = kind.lower()
    if word == "endpoints":
        return word
    if word.endswith(("s", "x", "ch", "sh")):
        return f"{word}es"
    if word.endswith("y") and word[-2:-1] not in ("a", "e", "o", "u"):
        return f"{word[:-1]}ies"
    return f"{word}s"


class Kinds:
    """What is known of kinds: those of Kubernetes, and the custom ones whose definitions were read."""

    def __init__(self, resources: Iterable[Resource] = ()) -> None:
        self._defined: dict[tuple[str, str], ResourceKind] = {}
        for one in resources:
            if one.id.kind == "CustomResourceDefinition":
                group, kind, name = (one.get("spec", *path) for path in (("group",), ("names", "kind"),
                                                                        ("names", "plural")))
                if all(isinstance(text, str) for text in (group, kind, name)):
                    scope = one.get("spec", "scope")
                    known = scope == "Namespaced" if scope in ("Namespaced", "Cluster") else None
                    self._defined[group, kind] = ResourceKind(name, known)

    def find(self, group: str, kind: str) -> ResourceKind:
        """The resource of a kind; a guess at the plural where its definition was not read."""
        known = _built_in().get((group, kind)) or self._defined.get((group, kind))
        return known or ResourceKind(plural(kind), False if kind in CLUSTER_SCOPED else None)


def equivalents(group: str, kind: str) -> tuple[str, ...]:
    """The groups in which objects of a kind may be asked for, its own first."""
    found = [group]
    for (old, new), moved in _MOVED.items():
        if kind in moved and group in (old, new):
            found.append(new if group == old else old)
    return tuple(found)
