#!/usr/bin/env bash
# Installs what the tests run, as far as it is missing: Debian's nginx, packer, ansible and chromium, and what makes and
# boots a Debian for a bake; Terraform and moto (the emulated AWS) as their vendors say. Then checks that all of it is there, and fails with the command to run
# where it is not. On macOS it installs nginx, which is all that the preview needs.
set -euo pipefail
cd "$(dirname "$0")/.."

# Debian keeps nginx where only root's PATH leads.
PATH="$PATH:/usr/sbin"

if ! command -v nginx >/dev/null && ! command -v apt-get >/dev/null && command -v brew >/dev/null; then
  echo "Installing nginx ..."
  brew install --quiet nginx
fi

missing=()
for tool in nginx packer chromium mmdebstrap ansible-lint ssh:openssh-client curl shellcheck \
  systemd-nspawn:systemd-container ansible-playbook:ansible-core; do
  command -v "${tool%:*}" >/dev/null || missing+=("${tool#*:}")
done

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# A test machine wants the program, not a server on port 80: Debian starts services unless this file says no.
without_services() {
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod +x "$policy"
    made=yes
  fi
  local status=0
  "$@" || status=$?
  if [ -n "$made" ]; then as_root rm -f "$policy"; fi
  return "$status"
}

if [ ${#missing[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null; then
    echo "Not a Debian machine: install ${missing[*]} with its own package manager, then try again." >&2
    exit 1
  fi
  echo "Installing ${missing[*]} ..."
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get -qq update
  without_services as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install --no-install-recommends "${missing[@]}" >/dev/null
fi

if ! command -v terraform >/dev/null && command -v apt-get >/dev/null; then
  echo "Installing Terraform from its vendor's packages ..."
  keyring=/usr/share/keyrings/hashicorp-archive-keyring.gpg
  vendor=https://apt.releases.hashicorp.com
  if command -v gpg >/dev/null && curl -fsS --max-time 30 "$vendor/gpg" -o "${TMPDIR:-/tmp}/hashicorp.gpg.$$"; then
    as_root gpg --batch --yes --dearmor -o "$keyring" "${TMPDIR:-/tmp}/hashicorp.gpg.$$"
    rm -f "${TMPDIR:-/tmp}/hashicorp.gpg.$$"
    echo "deb [signed-by=$keyring] $vendor $(. /etc/os-release && echo "$VERSION_CODENAME") main" |
      as_root tee /etc/apt/sources.list.d/hashicorp.list >/dev/null
    as_root apt-get -qq update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install terraform >/dev/null
  fi
fi

if ! command -v moto_server >/dev/null; then
  echo "Installing moto ..."
  # Debian's own Python takes no packages from elsewhere; pipx gives a program a Python environment of its own.
  if command -v pipx >/dev/null; then
    pipx install --quiet 'moto[server]' || true
  else
    python3 -m pip install --quiet --disable-pip-version-check 'moto[server]' || true
  fi
fi

# It says what is still missing, and how to get it.
npx --no-install ts-node scripts/check-tools.ts
