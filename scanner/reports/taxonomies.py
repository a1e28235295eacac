"""What rules are evidence for, as taxonomies of SARIF: the checklist and the catalogues that rules name.

Only what some rule refers to is listed. Identifiers of single controls are given without their texts, which belong to
those who publish them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scanner.model.rule import Rule
from scanner.records import NamedTuple


class Taxonomy(NamedTuple):
    """One catalogue; the identifier never changes, whatever the catalogue is called."""

    name: str
    title: str
    guid: str = ""
    organization: str = ""
    uri: str = ""


CHECKLIST = Taxonomy("production-readiness-checklist", "The production-readiness checklist",
                     "90e636e4-b0fe-5fa5-9d28-80886aca3c56")

# By the words that the name of a control begins with, as rules write it: "CIS Kubernetes 5.2.2".
CATALOGUES = {
    "PSS": Taxonomy("pod-security-standards", "The levels of the Pod Security Standards",
                    "3c2b0f1b-eb2e-5bfa-80c0-70782050bd72", "Kubernetes",
                    "https://kubernetes.io/docs/concepts/security/pod-security-standards/"),
    "CIS Kubernetes": Taxonomy("cis-kubernetes", "Recommendations of the CIS Kubernetes Benchmark",
                               "85ea0b19-fd16-506c-9710-c9afababbe09", "Center for Internet Security",
                               "https://www.cisecurity.org/benchmark/kubernetes"),
    "NSA": Taxonomy("nsa-cisa-kubernetes-hardening", "Kubernetes hardening guidance of NSA and CISA",
                    "86e784a4-4104-5eb3-8ef1-ea2d4ef176a2", "National Security Agency",
                    "https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/"
                    "CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF"),
    "AWS FSBP": Taxonomy("aws-fsbp", "AWS Foundational Security Best Practices",
                         "79e388bf-962a-561b-9a7a-1a603832aad7", "Amazon Web Services"),
    "CIS AWS": Taxonomy("cis-aws", "Recommendations of the CIS Amazon Web Services Foundations Benchmark",
                        "f55d7244-067c-5526-a088-cbac5bdbe76a", "Center for Internet Security"),
    "CIS Azure": Taxonomy("cis-azure", "Recommendations of the CIS Microsoft Azure Foundations Benchmark",
                          "8ddb2ebf-5c45-5a31-a83d-9fee0a6a1756", "Center for Internet Security"),
    "CIS Google Cloud": Taxonomy("cis-google-cloud",
                                 "Recommendations of the CIS Google Cloud Platform Foundation Benchmark",
                                 "66cddc0a-4844-5d7e-b786-9476b74ae12b", "Center for Internet Security"),
    "GDPR": Taxonomy("gdpr", "General Data Protection Regulation",
                     "b463f3a6-a782-5d8e-9c3c-b3704cfb573c", "European Union"),
    "HIPAA": Taxonomy("hipaa", "Health Insurance Portability and Accountability Act",
                      "cd145728-dc8e-59cb-b85e-54137ec668da", "United States of America"),
    "NIST CSF": Taxonomy("nist-csf", "NIST Cybersecurity Framework",
                         "3fef6468-1118-5cb8-81a5-65b0d50dbca9", "National Institute of Standards and Technology"),
    "NIST SP 800-53": Taxonomy("nist-sp-800-53", "NIST Special Publication 800-53",
                               "34a6f6c4-8ddb-532b-bbed-6377b5e6c7bd",
                               "National Institute of Standards and Technology"),
    "PCI DSS": Taxonomy("pci-dss", "Payment Card Industry Data Security Standard",
                        "11fcc01e-45fd-5bfc-8269-667deca0ba44", "PCI Security Standards Council"),
    "SOC 2": Taxonomy("soc-2", "Trust Services Criteria of SOC 2",
                      "4ea36cfa-00dc-562d-a38a-5a2a4ad90e68", "AICPA"),
}


class Link(NamedTuple):
    """What a failure of a rule says about one entry of a catalogue.

    superset: it is a failure of the entry as well; relevant: it is a hint. The words are those of SARIF, which asks
    whether the entry has all the failures that the rule has.
    """

    taxonomy: Taxonomy
    entry: str
    kind: str = "superset"


def links(rule: Rule, strengths: Mapping[str, str]) -> Iterator[Link]:
    """What the rule refers to; `strengths` says for items of the checklist how far files can evidence them."""
    for item in dict.fromkeys((*rule.checklist, *rule.refutes)):
        yield Link(CHECKLIST, item, "relevant" if strengths.get(item) == "indicative" else "superset")
    for control in dict.fromkeys(filter(str.strip, rule.frameworks)):
        yield control_of(control)


def control_of(text: str) -> Link:
    """The catalogue and the entry of a control; one that is not known here is named by all words before the last."""
    for prefix, taxonomy in CATALOGUES.items():
        if text.startswith(prefix + " "):
            return Link(taxonomy, text[len(prefix) + 1:])
        if text == prefix:  # the rule names no single control
            return Link(taxonomy, text, "relevant")
    name, _, entry = text.rpartition(" ")
    return Link(Taxonomy(_slug(name or text), name or text), entry)


def tag(text: str) -> str:
    """A control as a short tag, such as cis-5.2.2 or pss-baseline."""
    words = text.split()
    return _slug(" ".join(dict.fromkeys((*words[:1], *words[-1:]))))


class Taxa:
    """The entries that rules refer to, numbered in the order in which they were asked for."""

    def __init__(self, strengths: Mapping[str, str], texts: Mapping[str, str]) -> None:
        """`texts` are those of the items of the checklist."""
        self._strengths, self._texts = strengths, texts
        self._found: dict[Taxonomy, dict[str, int]] = {}

    def relationships(self, rule: Rule) -> list[dict[str, Any]]:
        """The `relationships` of a rule."""
        found = []
        for link in links(rule, self._strengths):
            entries = self._found.setdefault(link.taxonomy, {})
            index = entries.setdefault(link.entry, len(entries))
            found.append({"target": {"id": link.entry, "index": index, "toolComponent": self._reference(link.taxonomy)},
                          "kinds": [link.kind]})
        return found

    def taxonomies(self) -> list[dict[str, Any]]:
        """The `taxonomies` of the run."""
        return [self._component(taxonomy, entries) for taxonomy, entries in self._found.items()]

    def references(self) -> list[dict[str, Any]]:
        """The `supportedTaxonomies` of the driver."""
        return [self._reference(taxonomy) for taxonomy in self._found]

    def _reference(self, taxonomy: Taxonomy) -> dict[str, Any]:
        return {"name": taxonomy.name, "index": list(self._found).index(taxonomy),
                **({"guid": taxonomy.guid} if taxonomy.guid else {})}

    def _component(self, taxonomy: Taxonomy, entries: Mapping[str, int]) -> dict[str, Any]:
        return {
            "name": taxonomy.name,
            **({"guid": taxonomy.guid} if taxonomy.guid else {}),
            **({"organization": taxonomy.organization} if taxonomy.organization else {}),
            **({"informationUri": taxonomy.uri} if taxonomy.uri else {}),
            "shortDescription": {"text": taxonomy.title + "."},
            "isComprehensive": False,
            "taxa": [self._taxon(taxonomy, entry) for entry in entries],
        }

    def _taxon(self, taxonomy: Taxonomy, entry: str) -> dict[str, Any]:
        text = self._texts.get(entry, "") if taxonomy is CHECKLIST else ""
        return {"id": entry, **({"shortDescription": {"text": f"{text.rstrip('.')}."}} if text else {})}


def _slug(text: str) -> str:
    return "-".join("".join(char if char.isalnum() or char == "." else " " for char in text.lower()).split())
