#!/usr/bin/env bash
# Bakes the golden AMI, unattended, from a clean checkout; for any CI that runs a shell. It needs Node.js, Packer, and
# the credentials of the account that bakes (AWS_PROFILE, AWS_ROLE_ARN with AWS_WEB_IDENTITY_TOKEN_FILE, or keys).
#
#   examples/ci/bake.sh                              bakes
#   examples/ci/bake.sh --dry-run                    all but the bake; needs no credentials
#   examples/ci/bake.sh --var subnet_id=subnet-0…    what stands here is handed on to npm run golden-ami
set -euo pipefail
cd "$(dirname "$0")/../.."

npm ci
npm run golden-ami -- "$@"
