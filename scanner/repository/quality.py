"""Settings of tools that look at code: linters, type checkers, coverage floors, generators of API pages."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Locator, Resource
from scanner.patterns import lazy
from scanner.repository import tasks
from scanner.repository.expand import ini, toml
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, documents, text, texts, truth
from scanner.repository.xml import Broken, parse

NAME = "quality"

# Files whose presence is the configuration of a tool.
_FILES = {
    "ruff.toml": "ruff",
    ".ruff.toml": "ruff",
    ".flake8": "flake8",
    ".pylintrc": "pylint",
    "pylintrc": "pylint",
    "mypy.ini": "mypy",
    ".mypy.ini": "mypy",
    "pyrightconfig.json": "pyright",
    ".bandit": "bandit",
    "bandit.yaml": "bandit",
    ".eslintrc": "eslint",
    ".eslintrc.json": "eslint",
    ".eslintrc.js": "eslint",
    ".eslintrc.cjs": "eslint",
    ".eslintrc.yml": "eslint",
    ".eslintrc.yaml": "eslint",
    "eslint.config.js": "eslint",
    "eslint.config.mjs": "eslint",
    "eslint.config.ts": "eslint",
    "eslint.config.cjs": "eslint",
    "biome.json": "biome check",
    "biome.jsonc": "biome check",
    ".golangci.yml": "golangci-lint",
    ".golangci.yaml": "golangci-lint",
    ".golangci.toml": "golangci-lint",
    "tsconfig.json": "tsc",
    ".prettierrc": "prettier",
    ".prettierrc.json": "prettier",
    ".rubocop.yml": "rubocop",
    "clippy.toml": "clippy",
    "rustfmt.toml": "rustfmt",
    ".stylelintrc.json": "stylelint",
    ".hadolint.yaml": "hadolint",
    ".hadolint.yml": "hadolint",
    ".yamllint": "yamllint",
    ".yamllint.yaml": "yamllint",
    ".yamllint.yml": "yamllint",
    ".markdownlint.json": "markdownlint",
    ".markdownlint.yaml": "markdownlint",
    ".shellcheckrc": "shellcheck",
    ".tflint.hcl": "tflint",
    ".sqlfluff": "sqlfluff",
    ".semgrep.yml": "semgrep",
    ".semgrep.yaml": "semgrep",
    ".gitleaks.toml": "gitleaks",
    "sonar-project.properties": "sonar-scanner",
    "checkstyle.xml": "checkstyle",
    "spotbugs-exclude.xml": "spotbugs",
    "phpstan.neon": "phpstan",
    ".swiftlint.yml": "swiftlint",
    "detekt.yml": "detekt",
    ".scalafmt.conf": "scalafmt",
    ".spectral.yaml": "spectral",
    ".spectral.yml": "spectral",
    ".redocly.yaml": "redocly",
    "redocly.yaml": "redocly",
    ".kube-linter.yaml": "kube-linter",
    ".checkov.yaml": "checkov",
    ".checkov.yml": "checkov",
    "ct.yaml": "ct lint",
    ".pre-commit-config.yaml": "",
    ".editorconfig": "",
    "lychee.toml": "lychee",
    ".vale.ini": "vale",
    ".codespellrc": "codespell",
    "commitlint.config.js": "commitlint",
    ".commitlintrc.json": "commitlint",
}
_PYPROJECT = {
    "ruff": "ruff",
    "mypy": "mypy",
    "pylint": "pylint",
    "black": "black",
    "isort": "isort",
    "bandit": "bandit",
    "pyright": "pyright",
    "basedpyright": "basedpyright",
    "flake8": "flake8",
    "vulture": "vulture",
    "interrogate": "interrogate",
    "codespell": "codespell",
}
_SECTIONS = {"flake8": "flake8", "mypy": "mypy", "isort": "isort", "pylint": "pylint", "pycodestyle": "pycodestyle"}
_COVERAGE = (
    ".coveragerc",
    "codecov.yml",
    "codecov.yaml",
    ".codecov.yml",
    ".codecov.yaml",
    ".github/codecov.yml",
    ".nycrc",
    ".nycrc.json",
    ".c8rc.json",
    "jest.config.json",
    ".testcoverage.yml",
)
_FAIL_UNDER = lazy(r"--cov-fail-under[= ](\d+(?:\.\d+)?)")
_JS_THRESHOLD = lazy(r"\b(lines|statements|branches|functions)\s*:\s*(\d+(?:\.\d+)?)")
_API_DOCS = {
    "typedoc.json": "typedoc",
    "redocly.yaml": "redocly",
    ".redocly.yaml": "redocly",
    "jsdoc.json": "jsdoc",
    "Doxyfile": "doxygen",
    "buf.gen.yaml": "buf",
    "swagger-config.yaml": "swagger-ui",
    "openapitools.json": "openapi-generator",
    ".openapi-generator-ignore": "openapi-generator",
}


def claims(path: str) -> bool:
    """Files of settings by their names."""
    name = posixpath.basename(path)
    return (
        name in _FILES
        or name
        in (
            "pyproject.toml",
            "setup.cfg",
            "tox.ini",
            "pytest.ini",
            "package.json",
            "pom.xml",
            "conf.py",
            "mkdocs.yml",
            "mkdocs.yaml",
        )
        or path in _COVERAGE
        or name in _COVERAGE
        or name in _API_DOCS
        or name.startswith(("jest.config.", "vitest.config.", "vite.config."))
    )


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """Facts for each tool that a file configures."""
    name = file.name
    tool = _FILES.get(name)
    if tool:
        yield _linter(file, tool, Lines(file.source, 1), *_strictness(file))
    if name in _API_DOCS:
        yield fact("ApiDocsConfig", _API_DOCS[name], file, Lines(file.source, 1), {"tool": _API_DOCS[name]})
    if name == "pyproject.toml":
        yield from _pyproject(file)
    elif name in ("setup.cfg", "tox.ini", "pytest.ini", ".coveragerc"):
        yield from _ini(file)
    elif name in ("package.json", ".nycrc", ".nycrc.json", ".c8rc.json", "jest.config.json"):
        yield from _json(file)
    elif "codecov" in name or name == ".testcoverage.yml":
        yield from _codecov(file)
    elif name == "pom.xml":
        yield from _pom(file)
    elif name == "conf.py":
        if "sphinx.ext.autodoc" in file.text or "autoapi" in file.text:
            yield from _sphinx(file)
    elif name.startswith("mkdocs"):
        for document in documents(file)[:1]:
            plugins = [
                one if isinstance(one, str) else next(iter(as_map(one)), "")
                for one in as_list(as_map(document.data).get("plugins"))
            ]
            if any(
                plugin in ("mkdocstrings", "swagger-ui-tag", "render_swagger", "autorefs", "neoteroi.mkdocsoad")
                for plugin in plugins
            ):
                yield fact("ApiDocsConfig", "mkdocstrings", file, document.at("plugins"), {"tool": "mkdocstrings"})
    elif name.startswith(("jest.config.", "vitest.config.", "vite.config.")) and "hreshold" in file.text:
        yield from _javascript(file)


def _linter(file: File, tool: str, where: Locator, strict: bool = False, ignored: int = 0) -> Resource:
    return fact(
        "LinterConfig",
        tool,
        file,
        where,
        {
            "tool": tool.split()[0],
            "purposes": tasks.merged(tasks.purposes_of_tool(tool) or tasks.recognise(tool.split()).purposes),
            "strict": strict,
            "ignored": ignored,
        },
    )


def _strictness(file: File) -> tuple[bool, int]:
    if file.name.endswith(".json"):
        found = documents(file)
        options = as_map(as_map(found[0].data).get("compilerOptions")) if found else {}
        return truth(options.get("strict")) or "strict" in text(
            as_map(found[0].data).get("typeCheckingMode") if found else ""
        ), 0
    if file.name.endswith(".toml"):
        data = toml(file.text)
        lint = as_map(data.get("lint")) or data
        return "ALL" in texts(lint.get("select")), len(texts(lint.get("ignore")))
    if file.name in ("mypy.ini", ".mypy.ini"):
        return truth(ini(file.text).get("mypy", {}).get("strict")), 0
    return False, 0


def _coverage(file: File, tool: str, floor: float, where: Locator, branch: bool = False) -> Resource:
    return fact("CoverageConfig", tool, file, where, {"tool": tool, "floor": floor, "branch": branch})


def _line(file: File, word: str) -> Lines:
    return Lines(file.source, file.source.position(max(file.text.find(word), 0)).line)


def _float(value: Any) -> float:
    try:
        found = float(str(value).strip().rstrip("%"))
    except ValueError:
        return 0
    return found if 0 <= found <= 100 else 0


def _pyproject(file: File) -> Iterator[Resource]:
    tool = as_map(toml(file.text).get("tool"))
    for name, settings in tool.items():
        if name in _PYPROJECT:
            one = as_map(settings)
            lint = as_map(one.get("lint")) or one
            strict = (
                truth(one.get("strict"))
                or "ALL" in texts(lint.get("select"))
                or text(one.get("typeCheckingMode")) == "strict"
            )
            yield _linter(file, _PYPROJECT[name], _line(file, f"[tool.{name}"), strict, len(texts(lint.get("ignore"))))
    coverage = as_map(tool.get("coverage"))
    addopts = as_map(as_map(tool.get("pytest")).get("ini_options")).get("addopts", "")
    options = _FAIL_UNDER.search(" ".join(texts(addopts)))
    floor = _float(as_map(coverage.get("report")).get("fail_under", 0)) or _float(options[1] if options else 0)
    if coverage or options:
        yield _coverage(
            file,
            "coverage.py",
            floor,
            _line(file, "fail_under" if "fail_under" in file.text else "fail-under" if options else "[tool.coverage"),
            truth(as_map(coverage.get("run")).get("branch")),
        )


def _ini(file: File) -> Iterator[Resource]:
    sections = ini(file.text)
    for name, tool in _SECTIONS.items():
        if name in sections and file.name != ".coveragerc":
            yield _linter(
                file,
                tool,
                _line(file, f"[{name}"),
                truth(sections[name].get("strict")),
                len(sections[name].get("ignore", "").split()),
            )
    prefix = "" if file.name == ".coveragerc" else "coverage:"
    options = _FAIL_UNDER.search(sections.get("tool:pytest", sections.get("pytest", {})).get("addopts", ""))
    report = sections.get(f"{prefix}report", {})
    if report or f"{prefix}run" in sections or options:
        floor = _float(report.get("fail_under", 0)) or _float(options[1] if options else 0)
        yield _coverage(
            file,
            "coverage.py",
            floor,
            _line(file, "fail_under" if "fail_under" in file.text else "fail-under"),
            truth(sections.get(f"{prefix}run", {}).get("branch")),
        )


def _json(file: File) -> Iterator[Resource]:
    for document in documents(file)[:1]:
        data = as_map(document.data)
        if file.name == "package.json":
            for key, tool in (("eslintConfig", "eslint"), ("prettier", "prettier"), ("xo", "xo")):
                if key in data:
                    yield _linter(file, tool, document.at(key))
            jest, nyc = as_map(data.get("jest")), as_map(data.get("nyc") or data.get("c8"))
            if "coverageThreshold" in jest:
                yield _coverage(file, "jest", _jest(jest), document.at("jest", "coverageThreshold"))
            if nyc:
                yield _coverage(file, "nyc", _nyc(nyc), document.at("nyc" if "nyc" in data else "c8"))
        elif file.name == "jest.config.json":
            yield _coverage(file, "jest", _jest(data), document.at("coverageThreshold"))
        else:
            yield _coverage(file, "nyc", _nyc(data), document.at())


def _jest(settings: dict[str, Any]) -> float:
    limits = as_map(as_map(settings.get("coverageThreshold")).get("global"))
    return _float(limits.get("lines", limits.get("statements", 0)))


def _nyc(settings: dict[str, Any]) -> float:
    return (
        _float(settings.get("lines", settings.get("statements", 0)))
        if truth(settings.get("check-coverage", settings.get("checkCoverage")))
        else 0
    )


def _codecov(file: File) -> Iterator[Resource]:
    for document in documents(file)[:1]:
        data = as_map(document.data)
        if file.name == ".testcoverage.yml":
            yield _coverage(
                file,
                "go-test-coverage",
                _float(as_map(data.get("threshold")).get("total", 0)),
                document.at("threshold"),
            )
            return
        status = as_map(as_map(as_map(data.get("coverage")).get("status")).get("project"))
        default = as_map(status.get("default"))
        target = default.get("target", status.get("target"))
        informational = truth(default.get("informational"))
        yield _coverage(file, "codecov", 0 if informational else _float(target), document.at("coverage", "status"))


def _pom(file: File) -> Iterator[Resource]:
    try:
        root = parse(file.text)
    except Broken:
        return
    for limit in root.every("limit"):
        if limit.value("value") == "COVEREDRATIO" and limit.value("counter") in ("LINE", "INSTRUCTION", ""):
            yield _coverage(
                file,
                "jacoco",
                _float(limit.value("minimum")) * (100 if _float(limit.value("minimum")) <= 1 else 1),
                Lines(file.source, limit.line),
            )
    for plugin in root.every("plugin"):
        tool = plugin.value("artifactId").removeprefix("maven-").removesuffix("-maven-plugin").removesuffix("-plugin")
        if tool in ("checkstyle", "spotbugs", "pmd", "spotless"):
            yield _linter(file, tool, Lines(file.source, plugin.line))


def _sphinx(file: File) -> Iterator[Resource]:
    import ast

    try:
        tree = ast.parse(file.text[:200_000])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Name) and one.id == "extensions" for one in node.targets
        ):
            named = {
                one.value
                for one in ast.walk(node.value)
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
            if named & {"sphinx.ext.autodoc", "sphinx.ext.autosummary", "autoapi.extension", "sphinxcontrib.openapi"}:
                yield fact("ApiDocsConfig", "sphinx", file, Lines(file.source, node.lineno), {"tool": "sphinx"})


def _javascript(file: File) -> Iterator[Resource]:
    """The numbers of a threshold in a JavaScript configuration, in the braces behind the word."""
    from scanner.repository.javascript import after

    body = after(file.text, ("coverageThreshold", "thresholds"))
    found = {name: _float(value) for name, value in _JS_THRESHOLD.findall(body)}
    if found:
        yield _coverage(
            file, file.name.partition(".")[0], found.get("lines", found.get("statements", 0)), _line(file, "hreshold")
        )
