#!/usr/bin/env bash
# Gives the step output `command`: the scanner of this version in an environment of its own, or, with
# READINESS_INSTALL=false, the one on the PATH. Nothing is downloaded but what the package itself depends on.
set -euo pipefail

fail() {
  echo "::error title=readiness-scan::$1"
  exit 2
}

# The first Python that is new enough.
new_python() {
  local name
  for name in python3 python python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
      echo "$name"
      return
    fi
  done
  return 1
}

case "$READINESS_INSTALL" in
  false)
    command=$(command -v readiness-scan) || fail "install: false takes the readiness-scan on the PATH, and there is none"
    ;;
  true)
    python=$(new_python) || fail "Python 3.11 or newer is needed; run actions/setup-python before this action"
    home="$RUNNER_TEMP/readiness-scan-venv"
    # Away from the repository: nothing of it is imported or taken for a configuration of pip.
    cd "$RUNNER_TEMP"
    if [ "$(cat "$home/installed" 2> /dev/null)" != "$GITHUB_ACTION_PATH" ]; then
      "$python" -m venv --clear "$home"
      bin="$home/bin"
      [ -d "$bin" ] || bin="$home/Scripts"
      "$bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$GITHUB_ACTION_PATH[git]"
      echo "$GITHUB_ACTION_PATH" > "$home/installed"
    fi
    bin="$home/bin"
    [ -d "$bin" ] || bin="$home/Scripts"
    command="$bin/readiness-scan"
    ;;
  *)
    fail "the input install is to be true or false"
    ;;
esac

echo "command=$command" >> "$GITHUB_OUTPUT"
