#!/usr/bin/env bash
# Everything: the tools that the tests run, types, lint, format, all tests.
set -euo pipefail
cd "$(dirname "$0")/.."

step() {
  echo "== $1"
  shift
  "$@"
}

step "tools" bash scripts/setup.sh
step "types" npx --no-install tsc
step "lint" npx --no-install eslint .
step "format" npx --no-install prettier --check --log-level warn .
step "the golden AMI, baked and booted" npx --no-install jest --selectProjects bake --maxWorkers 2
step "failures" npx --no-install jest --selectProjects failures --maxWorkers 2
step "tests" npx --no-install jest --selectProjects unit real e2e --maxWorkers 2
