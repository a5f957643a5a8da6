#!/bin/sh
# Builds the image of this checkout with buildah, without a docker engine, and runs a server of what is in it as a hardened container would: another user, nothing but
# the data writable, no capabilities, the server as the first process. Takes some minutes, and root on Debian:
#   deploy/test/image.sh [BASE-IMAGE]
# Without a base image that a registry hands out one is made of Debian's packages and the pinned Node.
set -eu
[ "$(id -u)" = 0 ] || { echo "Run this as root." >&2; exit 2; }
cd "$(dirname -- "$0")/../.."
work=${WAYGATE_IMAGE_WORK:-/var/tmp/waygate-image}
mkdir -p "$work"
for program in buildah debootstrap bwrap; do
  command -v "$program" > /dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends buildah debootstrap bubblewrap
done
builder() { buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs "$@"; }

base=${1:-}
if [ -z "$base" ]; then
  base=localhost/node-base:24
  if ! builder inspect --type image "$base" > /dev/null 2>&1; then
    root=$work/base
    rm -rf "$root"
    debootstrap --variant=minbase --include=ca-certificates bookworm "$root" > "$work/debootstrap.log"
    install -m 755 node_modules/node-linux-*/bin/node "$root/usr/local/bin/node"
    mkdir -p "$root/usr/local/lib/node_modules"
    cp -aL "$(npm root --global)/npm" "$root/usr/local/lib/node_modules/"
    ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
    ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
    # Authorities of this machine, where what comes from the registry passes somebody who looks into it.
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
    container=$(builder from scratch)
    builder add "$container" "$root" / > /dev/null
    builder config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$container"
    builder commit --format docker "$container" "$base" > /dev/null
    builder rm "$container" > /dev/null
    rm -rf "$root"
  fi
fi

builder bud --isolation chroot --network host --format docker --build-arg "NODE_IMAGE=$base" --file deploy/Dockerfile --tag waygate:test .
container=$(builder from --pull-never waygate:test)
trap 'builder umount "$container" > /dev/null; builder rm "$container" > /dev/null' EXIT
root=$(builder mount "$container")
builder inspect --type image waygate:test > "$work/image.json"
node_modules/.bin/node --conditions=development deploy/test/try-image.ts "$root" "$work/image.json"
