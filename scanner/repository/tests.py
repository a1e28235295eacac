"""Suites of tests by folder, and how much source code there is in each language."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.patterns import lazy
from scanner.repository import javascript, levels
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project, Unreadable

NAME = "tests"

LANGUAGES = {
    ".py": "python",
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".jsx": "javascript",
    ".ts": "typescript",
    ".tsx": "typescript",
    ".go": "go",
    ".java": "java",
    ".kt": "kotlin",
    ".rb": "ruby",
    ".rs": "rust",
    ".php": "php",
    ".cs": "csharp",
    ".scala": "scala",
    ".swift": "swift",
    ".c": "c",
    ".cc": "cpp",
    ".cpp": "cpp",
    ".ex": "elixir",
    ".exs": "elixir",
    ".clj": "clojure",
}
_TEST_FILE = lazy(
    r"test_[\w-]+\.py|[\w-]+_test\.(?:py|go|rb|exs|dart|cc|cpp)|[\w.-]+\.(?:test|spec|e2e|cy)\.[cm]?[jt]sx?|"
    r"(?:[A-Z]\w*)?(?:Tests?|IT|Spec)\.(?:java|kt|scala|cs|php|groovy)"
    r"|[\w-]+_spec\.rb|[\w-]+\.(?:robot|bats|feature)|test-[\w-]+\.yaml|.*_test\.yaml|test_[\w-]+\.(?:sh|bats)|"
    r"chainsaw-test\.yaml"
)
_CONFIGS = {
    "cypress.config": "cypress",
    "playwright.config": "playwright",
    "wdio.conf": "wdio",
    "nightwatch.conf": "nightwatch",
    "testcafe": "testcafe",
}
_LEVEL = {
    "integration-test": "integration",
    "e2e-test": "e2e",
    "contract-test": "contract",
    "smoke-test": "smoke",
    "load-test": "performance",
    "chaos-test": "chaos",
    "unit-test": "unit",
    "security-test": "security",
    "accessibility-test": "e2e",
}
_GO_TEST = lazy(r"^func (?:Test|Fuzz|Example|Benchmark)\w*\(", 8)


def claims(path: str) -> bool:
    """The first source file of a project stands for all: suites are told by folder."""
    return posixpath.splitext(path)[1] in LANGUAGES or _TEST_FILE.fullmatch(posixpath.basename(path)) is not None


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """Suites whose first file this is; and the source code of a language whose first file this is."""
    suites, first = _suites(project)
    if file.path in suites:
        yield suites[file.path]
    if file.path in first:
        yield first[file.path]


def is_test(path: str) -> bool:
    """Whether a file holds tests, by its name."""
    return _TEST_FILE.fullmatch(posixpath.basename(path)) is not None


def _suites(project: Project) -> tuple[dict[str, Resource], dict[str, Resource]]:
    return project.once("suites", _told), project.once("languages", _languages)


def _told(project: Project) -> dict[str, Resource]:
    groups: dict[tuple[str, str, str], list[tuple[File, int]]] = {}
    for file in project:
        if is_test(file.path):
            framework, count = _counted(file)
            if framework:
                level = _LEVEL.get(
                    levels.level_of(f"{file.folder} {file.stem}".replace("/", " ").replace("_", " ").replace(".", " ")),
                    "unit",
                )
                groups.setdefault((file.folder, framework, level), []).append((file, count))
    found = {}
    for (folder, framework, level), files in groups.items():
        file = files[0][0]
        found[file.path] = fact(
            "TestSuite",
            f"{folder or '.'} {framework}",
            file,
            Lines(file.source, 1),
            {
                "framework": framework,
                "level": level,
                "files": len(files),
                "tests": sum(count for _, count in files),
                "folder": folder,
                "language": LANGUAGES.get(posixpath.splitext(file.path)[1], ""),
            },
        )
    return found


def _counted(file: File) -> tuple[str, int]:
    """(framework, number of tests) of a file; "" where the file cannot be read."""
    ending = posixpath.splitext(file.path)[1]
    try:
        if ending == ".py":
            return "pytest", _python(file.text)
        if ending == ".go":
            return "go", len(_GO_TEST.findall(file.text))
        if ending in (".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx"):
            modules = javascript.imports(file.text)
            framework = next(
                (
                    name
                    for name in ("playwright", "cypress", "puppeteer", "vitest", "pact", "detox")
                    if any(name in one for one in modules)
                ),
                "",
            )
            if not framework:
                framework = (
                    "cypress"
                    if ".cy." in file.name or "cypress" in file.folders
                    else "k6"
                    if "k6/http" in modules
                    else "jest"
                )
            calls = javascript.tokens(file.text)
            return framework, sum(
                1
                for index, (kind, word, _) in enumerate(calls[:-1])
                if kind == "word" and word in ("it", "test", "it.each", "test.each") and calls[index + 1][1] == "("
            )
        if ending == ".robot":
            return "robot", sum(
                1
                for line in file.text.partition("*** Test Cases ***")[2].splitlines()
                if line and not line[0].isspace() and line[0] not in "*#"
            )
        if ending == ".feature":
            return "cucumber", sum(
                1 for line in file.text.splitlines() if line.strip().startswith(("Scenario:", "Scenario Outline:"))
            )
        if ending in (".bats", ".sh"):
            return "bats", file.text.count("@test ")
        if ending in (".yaml", ".yml"):
            return _yaml(file)
    except (Unreadable, RecursionError):
        return "", 0
    return {
        ".java": "junit",
        ".kt": "junit",
        ".scala": "scalatest",
        ".rb": "rspec",
        ".cs": "dotnet",
        ".php": "phpunit",
        ".exs": "exunit",
        ".groovy": "spock",
    }.get(ending, ending.lstrip(".")), 1


def _yaml(file: File) -> tuple[str, int]:
    """Tests that are YAML: of charts (helm-unittest), of policies (kyverno, chainsaw), of networks."""
    content = file.text
    if "suite:" in content and "asserts:" in content:
        return "helm-unittest", content.count("asserts:")
    if "kind: Test" in content or file.name == "chainsaw-test.yaml":
        return "kyverno" if "policies:" in content else "chainsaw", 1
    return "", 0


def _python(content: str) -> int:
    """The test functions and methods of a module."""
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content[:1_000_000])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 0
    count = 0
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        count += sum(
            1
            for one in inner
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name.startswith("test")
        )
    return count


def _languages(project: Project) -> dict[str, Resource]:
    groups: dict[str, list[File]] = {}
    for file in project:
        language = LANGUAGES.get(posixpath.splitext(file.path)[1])
        if (
            language
            and file.area in ("product", "docs")
            and not is_test(file.path)
            and file.name not in ("setup.py", "conf.py", "noxfile.py")
        ):
            groups.setdefault(language, []).append(file)
    found = {}
    for language, files in groups.items():
        first = files[0]
        found[first.path] = fact(
            "SourceCode",
            language,
            first,
            Lines(first.source, 1),
            {
                "language": language,
                "files": len(files),
                "lines": sum(file.size for file in files) // 35,
            },
        )
    return found
