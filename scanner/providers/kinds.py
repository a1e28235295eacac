"""What the resources of the Kubernetes provider are, and where it leaves its own rule for names.

Taken from the documentation and the behaviour of hashicorp/kubernetes 2.x and 3.x.
"""

from __future__ import annotations

from scanner.records import NamedTuple



PREFIXES = ("kubernetes_", "kubectl_", "k8s_")
"""How the types of all providers begin that make objects of Kubernetes."""


class ObjectKind(NamedTuple):
    """What a resource becomes: the API version that the provider asks, the kind, and the type whose fields it has.

    The type is one of the API tables, or one of `TYPES`.  `name` is what it is called where nothing is written.
    """

    api_version: str
    kind: str
    type: str
    name: str = ""


def _kind(api_version: str, kind: str, type_: str = "") -> ObjectKind:
    group, _, version = api_version.rpartition("/")
    return ObjectKind(api_version, kind, type_ or f"{group.partition('.')[0] or 'core'}.{version}.{kind}")


# By the type without "kubernetes_"; those with `_v1` behind the name are the same unless they stand here themselves.
KINDS: dict[str, ObjectKind] = {
    "namespace": _kind("v1", "Namespace"),
    "service": _kind("v1", "Service"),
    "service_account": _kind("v1", "ServiceAccount"),
    "default_service_account": _kind("v1", "ServiceAccount")._replace(name="default"),
    "config_map": _kind("v1", "ConfigMap"),
    "secret": _kind("v1", "Secret"),
    "pod": _kind("v1", "Pod"),
    "endpoints": _kind("v1", "Endpoints"),
    "limit_range": _kind("v1", "LimitRange"),
    "persistent_volume": _kind("v1", "PersistentVolume"),
    "persistent_volume_claim": _kind("v1", "PersistentVolumeClaim"),
    "replication_controller": _kind("v1", "ReplicationController"),
    "resource_quota": _kind("v1", "ResourceQuota"),
    "endpoint_slice": _kind("discovery.k8s.io/v1", "EndpointSlice"),
    "api_service": _kind("apiregistration.k8s.io/v1", "APIService"),
    "deployment": _kind("apps/v1", "Deployment"),
    "daemonset": _kind("apps/v1", "DaemonSet"),
    "daemon_set": _kind("apps/v1", "DaemonSet"),
    "stateful_set": _kind("apps/v1", "StatefulSet"),
    "job": _kind("batch/v1", "Job"),
    "cron_job": _kind("batch/v1beta1", "CronJob", "batch.v1.CronJob"),
    "cron_job_v1": _kind("batch/v1", "CronJob"),
    "horizontal_pod_autoscaler": _kind("autoscaling/v1", "HorizontalPodAutoscaler"),
    "horizontal_pod_autoscaler_v2beta2": _kind(
        "autoscaling/v2beta2", "HorizontalPodAutoscaler", "autoscaling.v2.HorizontalPodAutoscaler"),
    "horizontal_pod_autoscaler_v2": _kind("autoscaling/v2", "HorizontalPodAutoscaler"),
    "certificate_signing_request": _kind(
        "certificates.k8s.io/v1beta1", "CertificateSigningRequest", "certificates.v1.CertificateSigningRequest"),
    "certificate_signing_request_v1": _kind("certificates.k8s.io/v1", "CertificateSigningRequest"),
    "role": _kind("rbac.authorization.k8s.io/v1", "Role"),
    "role_binding": _kind("rbac.authorization.k8s.io/v1", "RoleBinding"),
    "cluster_role": _kind("rbac.authorization.k8s.io/v1", "ClusterRole"),
    "cluster_role_binding": _kind("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
    "ingress": _kind("extensions/v1beta1", "Ingress"),
    "ingress_v1": _kind("networking.k8s.io/v1", "Ingress"),
    "ingress_class": _kind("networking.k8s.io/v1", "IngressClass"),
    "network_policy": _kind("networking.k8s.io/v1", "NetworkPolicy"),
    "pod_disruption_budget": _kind("policy/v1beta1", "PodDisruptionBudget", "policy.v1.PodDisruptionBudget"),
    "pod_disruption_budget_v1": _kind("policy/v1", "PodDisruptionBudget"),
    "pod_security_policy": _kind("policy/v1beta1", "PodSecurityPolicy"),
    "pod_security_policy_v1beta1": _kind("policy/v1beta1", "PodSecurityPolicy"),
    "priority_class": _kind("scheduling.k8s.io/v1", "PriorityClass"),
    "runtime_class": _kind("node.k8s.io/v1", "RuntimeClass"),
    "storage_class": _kind("storage.k8s.io/v1", "StorageClass"),
    "csi_driver": _kind("storage.k8s.io/v1beta1", "CSIDriver", "storage.v1.CSIDriver"),
    "csi_driver_v1": _kind("storage.k8s.io/v1", "CSIDriver"),
    "validating_admission_policy": _kind("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy"),
    "validating_webhook_configuration": _kind(
        "admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration",
        "admissionregistration.v1.ValidatingWebhookConfiguration"),
    "validating_webhook_configuration_v1": _kind(
        "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
    "mutating_webhook_configuration": _kind("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"),
}

METRICS = ObjectKind("autoscaling/v2beta2", "HorizontalPodAutoscaler", "autoscaling.v2.HorizontalPodAutoscaler")
"""What kubernetes_horizontal_pod_autoscaler becomes once it has a metric or a behavior."""

# Types of APIs that are gone from every version of the tables; forms are written as there.
TYPES: dict[str, dict[str, str]] = {
    "extensions.v1beta1.Ingress": {"metadata": "meta.v1.ObjectMeta", "spec": "extensions.v1beta1.IngressSpec"},
    "extensions.v1beta1.IngressSpec": {
        "ingressClassName": "string", "backend": "extensions.v1beta1.IngressBackend",
        "rules": "[]extensions.v1beta1.IngressRule", "tls": "[]networking.v1.IngressTLS",
    },
    "extensions.v1beta1.IngressRule": {"host": "string", "http": "extensions.v1beta1.HTTPIngressRuleValue"},
    "extensions.v1beta1.HTTPIngressRuleValue": {"paths": "[]extensions.v1beta1.HTTPIngressPath"},
    "extensions.v1beta1.HTTPIngressPath": {
        "path": "string", "pathType": "string", "backend": "extensions.v1beta1.IngressBackend",
    },
    "extensions.v1beta1.IngressBackend": {"serviceName": "string", "servicePort": "int-or-string"},
    "policy.v1beta1.PodSecurityPolicy": {
        "metadata": "meta.v1.ObjectMeta", "spec": "policy.v1beta1.PodSecurityPolicySpec",
    },
    "policy.v1beta1.PodSecurityPolicySpec": {
        "privileged": "boolean", "defaultAddCapabilities": "[]string", "requiredDropCapabilities": "[]string",
        "allowedCapabilities": "[]string", "volumes": "[]string", "hostNetwork": "boolean",
        "hostPorts": "[]policy.v1beta1.Range", "hostPID": "boolean", "hostIPC": "boolean",
        "seLinux": "policy.v1beta1.SELinuxStrategy", "runAsUser": "policy.v1beta1.IDStrategy",
        "runAsGroup": "policy.v1beta1.IDStrategy", "supplementalGroups": "policy.v1beta1.IDStrategy",
        "fsGroup": "policy.v1beta1.IDStrategy", "readOnlyRootFilesystem": "boolean",
        "defaultAllowPrivilegeEscalation": "boolean", "allowPrivilegeEscalation": "boolean",
        "allowedHostPaths": "[]policy.v1beta1.AllowedHostPath", "allowedFlexVolumes": "[]policy.v1beta1.FlexVolume",
        "allowedUnsafeSysctls": "[]string", "forbiddenSysctls": "[]string", "allowedProcMountTypes": "[]string",
    },
    "policy.v1beta1.Range": {"min": "int64", "max": "int64"},
    "policy.v1beta1.IDStrategy": {"rule": "string", "ranges": "[]policy.v1beta1.Range"},
    "policy.v1beta1.SELinuxStrategy": {"rule": "string", "seLinuxOptions": "core.v1.SELinuxOptions"},
    "policy.v1beta1.AllowedHostPath": {"pathPrefix": "string", "readOnly": "boolean"},
    "policy.v1beta1.FlexVolume": {"driver": "string"},
}

# Where an attribute is not called as its field is: by type and attribute.  "" puts what is inside where the block is.
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("apps.v1.DaemonSetSpec", "strategy"): "updateStrategy",
    ("core.v1.AzureDiskVolumeSource", "data_disk_uri"): "diskURI",
    ("core.v1.GlusterfsPersistentVolumeSource", "endpoints_name"): "endpoints",
    ("core.v1.GlusterfsVolumeSource", "endpoints_name"): "endpoints",
    ("core.v1.PersistentVolumeSpec", "persistent_volume_source"): "",
    ("core.v1.RBDPersistentVolumeSource", "ceph_monitors"): "monitors",
    ("core.v1.RBDPersistentVolumeSource", "rados_user"): "user",
    ("core.v1.RBDPersistentVolumeSource", "rbd_image"): "image",
    ("core.v1.RBDPersistentVolumeSource", "rbd_pool"): "pool",
    ("core.v1.RBDVolumeSource", "ceph_monitors"): "monitors",
    ("core.v1.RBDVolumeSource", "rados_user"): "user",
    ("core.v1.RBDVolumeSource", "rbd_image"): "image",
    ("core.v1.RBDVolumeSource", "rbd_pool"): "pool",
    # The provider encodes the texts of `data` itself; `binary_data` is encoded by whoever writes it.
    ("core.v1.Secret", "data"): "stringData",
    ("core.v1.Secret", "data_wo"): "stringData",
    ("core.v1.Secret", "binary_data"): "data",
    ("core.v1.Secret", "binary_data_wo"): "data",
    ("storage.v1.StorageClass", "storage_provisioner"): "provisioner",
}

# Modes of files are texts with octal digits for the provider.
OCTAL = frozenset({"mode", "default_mode"})

# Texts that the provider encodes in base64.
ENCODED = frozenset({
    ("admissionregistration.v1.WebhookClientConfig", "caBundle"),
    ("apiregistration.v1.APIServiceSpec", "caBundle"),
    ("certificates.v1.CertificateSigningRequestSpec", "request"),
})

# What the provider sends where nothing is written, and an API server would not: by type and field.
DEFAULTS: dict[str, dict[str, str | bool]] = {
    "core.v1.PersistentVolumeSpec": {"persistentVolumeReclaimPolicy": "Retain"},
    # Sent with every pod, so that what the service account says about its token does not count.
    "core.v1.PodSpec": {"automountServiceAccountToken": True},
    "core.v1.SeccompProfile": {"type": "Unconfined"},
    "networking.v1.HTTPIngressPath": {"pathType": "ImplementationSpecific"},
    "storage.v1.StorageClass": {"allowVolumeExpansion": True},
}

SET_BY_SERVER = frozenset({"uid", "generation", "resource_version", "self_link"})
"""Attributes of metadata that nobody writes."""
