from scanner.model.graph import Dangling, Doubt, Edge, Graph, PodTemplate, Relation, Step
from scanner.model.resource import Resource, Resources, identify
from scanner.model.unknown import Unknown


def resource(name: str) -> Resource:
    body = {"kind": "Pod", "metadata": {"name": name}}
    return Resource(identify(body), body)


A, B = resource("a"), resource("b")


def test_look_ups() -> None:
    edge, loose, why = Edge(A, "serves", B), Dangling(A, "serves", "x"), Unknown("hidden")
    doubts = (Doubt(A, "may", why), Doubt(A, "may", Unknown("later")))
    graph = Graph(Resources((A, B)), (edge,), (loose,), doubts=doubts,
                  meanings=lambda: {"serves": Relation("a", "b", "c")})
    assert graph.outgoing(A, "serves") == [edge] == graph.incoming(B, "serves")
    assert graph.missing(A, "serves") == [loose]
    assert graph.outgoing(B, "serves") == graph.incoming(A, "serves") == graph.missing(B, "serves") == []
    assert graph.doubt(A, "may") == why and graph.doubt(A, "serves") is None
    assert graph.pods(A) == () and not graph.complete and not graph.truncated
    assert graph.relations["serves"].shown


def test_a_reason_is_a_sentence_without_end() -> None:
    steps = (Step(A, (), "it runs as X"), Step(B, (), "B grants R to X"), Step(B, (), "which may do everything"))
    assert Edge(A, "may", B, (), steps).reason == "it runs as X; B grants R to X, which may do everything"
    assert Edge(A, "may", B).reason == ""


def test_containers_of_a_template_by_class() -> None:
    spec = {"initContainers": [{"name": "i"}], "containers": [{"name": "m"}, "text"],
            "ephemeralContainers": {"name": "e"}}
    template = PodTemplate(("spec",), spec, {}, {})
    assert [(path, one["name"]) for path, one in template.containers("init", "main", "ephemeral")] == [
        (("spec", "initContainers", 0), "i"), (("spec", "containers", 0), "m"), (("spec", "ephemeralContainers"), "e")]
    assert [one["name"] for _, one in template.containers("main")] == ["m"]
