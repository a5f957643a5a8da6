#!/bin/sh
# Makes images of Debian's packages in the places of those that deploy/ names, for a machine that reaches Debian and npm but no registry of images. Needs root, debootstrap
# and a docker engine. What is there already stays; `docker rmi waygate-stand-in/debian:12` and so on has it made anew.
set -eu
cd "$(dirname -- "$0")/stand-ins"
top=../../..
has() { docker image inspect "waygate-stand-in/$1" > /dev/null 2>&1; }
made() { docker build --quiet --network host --file "$1.Dockerfile" --tag "waygate-stand-in/$2" "$3"; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! has debian:12; then
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/debian" > "$work/log" || { tail "$work/log" >&2; exit 1; }
  # Authorities of this machine, where what comes from the registry passes somebody who looks into it.
  cp /etc/ssl/certs/ca-certificates.crt "$work/debian/etc/ssl/certs/ca-certificates.crt"
  tar --directory "$work/debian" --create . | docker import - waygate-stand-in/debian:12
fi
if ! has node:24; then
  mkdir -p "$work/node/usr/local/bin" "$work/node/usr/local/lib/node_modules"
  cp "$top"/node_modules/node-linux-*/bin/node "$work/node/usr/local/bin/"
  cp -aL "$(npm root --global)/npm" "$work/node/usr/local/lib/node_modules/"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/node/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$work/node/usr/local/bin/npx"
  made node node:24 "$work/node"
fi
has nginx:1 || made nginx nginx:1 .
has mongo:1 || made mongo mongo:1 .
