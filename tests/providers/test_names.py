"""Names of attributes as the provider documents them."""

import pytest

from scanner.providers.names import field_of


@pytest.mark.parametrize(("type_", "attribute", "field"), [
    ("core.v1.PodSpec", "container", "containers"),
    ("core.v1.PodSpec", "init_container", "initContainers"),
    ("core.v1.PodSpec", "host_ipc", "hostIPC"),
    ("core.v1.PodSpec", "image_pull_secrets", "imagePullSecrets"),
    ("core.v1.PodSpec", "topology_spread_constraint", "topologySpreadConstraints"),
    ("core.v1.ServiceAccount", "image_pull_secret", "imagePullSecrets"),
    ("core.v1.Container", "env", "env"),
    ("core.v1.Container", "env_from", "envFrom"),
    ("core.v1.Container", "volume_mount", "volumeMounts"),
    ("core.v1.Container", "port", "ports"),
    ("core.v1.ServiceSpec", "cluster_ip", "clusterIP"),
    ("core.v1.ServiceSpec", "cluster_ips", "clusterIPs"),
    ("core.v1.ServiceSpec", "load_balancer_source_ranges", "loadBalancerSourceRanges"),
    ("core.v1.EndpointSubset", "address", "addresses"),
    ("core.v1.Volume", "ceph_fs", "cephfs"),
    ("autoscaling.v2.HPAScalingRules", "policy", "policies"),
    ("apps.v1.StatefulSetSpec", "update_strategy", "updateStrategy"),
    ("apps.v1.StatefulSetSpec", "volume_claim_template", "volumeClaimTemplates"),
    ("apps.v1.DaemonSetSpec", "strategy", "updateStrategy"),
    ("apps.v1.DeploymentSpec", "strategy", "strategy"),
    ("core.v1.NodeSelector", "node_selector_term", "nodeSelectorTerms"),
    ("rbac.v1.PolicyRule", "non_resource_urls", "nonResourceURLs"),
    ("core.v1.Secret", "data", "stringData"),
    ("core.v1.Secret", "binary_data", "data"),
    ("core.v1.ConfigMap", "data", "data"),
    ("storage.v1.StorageClass", "storage_provisioner", "provisioner"),
    ("core.v1.PersistentVolumeSpec", "persistent_volume_source", ""),
    ("apps.v1.Deployment", "wait_for_rollout", None),
    ("apps.v1.Deployment", "id", None),
    ("apps.v1.Deployment", "kind", None),
    ("core.v1.Service", "status", None),
])
def test_field(type_: str, attribute: str, field: str | None) -> None:
    assert field_of(type_, attribute) == field
