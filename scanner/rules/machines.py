"""How large the machines of clouds are, by the names of their types: a function of the rule language.

Names follow systems: AWS says the size after the family (`m5.xlarge`), Google the number of CPUs at the end
(`n2-standard-8`), Azure within the name (`Standard_D4s_v5`). Memory follows from the family.
"""

from __future__ import annotations

from scanner.patterns import lazy

_AWS = lazy(
    r"([a-z]{1,4})(\d{1,2})[a-z0-9-]{0,12}\.(\d{0,3})(nano|micro|small|medium|large|xlarge|metal)(?:-\d{1,3}xl)?")
_GOOGLE = lazy(
    r"([a-z]\d[a-z]{0,2})-(standard|highmem|highcpu|ultramem|megamem|hypermem|custom)-(\d{1,4})"
    r"(?:-(\d{1,8}))?(?:-.*)?")
_AZURE = lazy(r"[Ss]tandard_([A-Z]{1,2})(\d{1,3})(?:-\d{1,3})?([a-z]{0,6})(?:_.*)?")

_AWS_CPUS = {"nano": 2, "micro": 2, "small": 2, "medium": 2, "large": 2, "xlarge": 4}
_AWS_BURSTING = {"nano": 0.5, "micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16}
# GiB for each CPU, by the first letter of the family.
_AWS_RATIO = {"c": 2.0, "m": 4.0, "t": 4.0, "r": 8.0, "x": 16.0, "z": 8.0, "i": 8.0, "d": 8.0, "g": 4.0, "p": 8.0,
              "a": 2.0}
_GOOGLE_RATIO = {"standard": 4.0, "highmem": 8.0, "highcpu": 1.0, "ultramem": 24.0, "megamem": 14.0, "hypermem": 20.0}
_GOOGLE_SHARED = {
    "e2-micro": (2, 1.0), "e2-small": (2, 2.0), "e2-medium": (2, 4.0), "f1-micro": (1, 0.6), "g1-small": (1, 1.7),
}
_AZURE_RATIO = {"A": 2.0, "B": 4.0, "D": 4.0, "DC": 4.0, "E": 8.0, "EC": 8.0, "F": 2.0, "L": 8.0,
                "M": 28.0, "NC": 8.0, "H": 8.0}


def machine(type: str) -> dict[str, float]:  # noqa: A002
    """CPUs and memory (GiB) of a type of machine, as `cpus` and `memory`. ValueError: the type is not known."""
    cpus, memory = _aws(type) or _google(type) or _azure(type) or (0.0, 0.0)
    if not cpus or not memory:
        raise ValueError("it is not known how large such a machine is")
    return {"cpus": float(cpus), "memory": float(memory)}


def _aws(type: str) -> tuple[float, float] | None:  # noqa: A002
    found = _AWS.fullmatch(type)
    if found is None or found[4] == "metal":
        return None
    family, times, size = found[1], int(found[3] or 1), found[4]
    cpus = _AWS_CPUS[size] * times
    if family == "t":
        return cpus, _AWS_BURSTING[size] * times
    return (1 if size == "medium" else cpus), _AWS_RATIO.get(family[0], 0.0) * (1 if size == "medium" else cpus)


def _google(type: str) -> tuple[float, float] | None:  # noqa: A002
    if type in _GOOGLE_SHARED:
        return _GOOGLE_SHARED[type]
    found = _GOOGLE.fullmatch(type)
    if found is None:
        return None
    cpus = int(found[3])
    if found[2] == "custom":
        return cpus, int(found[4] or 0) / 1024
    old = found[1] == "n1"
    ratio = {"standard": 3.75, "highmem": 6.5, "highcpu": 0.9}.get(found[2], 0.0) if old else _GOOGLE_RATIO[found[2]]
    return cpus, cpus * ratio


def _azure(type: str) -> tuple[float, float] | None:  # noqa: A002
    found = _AZURE.fullmatch(type)
    if found is None:
        return None
    cpus, ratio = int(found[2]), _AZURE_RATIO.get(found[1], 0.0)
    if found[1] == "B" and "m" not in found[3]:
        ratio = 2.0
    return cpus, cpus * ratio
