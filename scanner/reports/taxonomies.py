"""What rules are evidence for, as taxonomies of SARIF: the checklist and the catalogues that rules name.

Only what some rule refers to is listed. Identifiers of single controls are given without their texts, which belong to
those who publish them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from scanner.model.rule import Rule


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
