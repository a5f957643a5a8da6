#!/bin/sh
# Runs deploy/compose.yaml as it is shipped on a docker engine, and tries what docs/deploy.md and docs/upgrade.md say of it: sign-ons through nginx, a journey that is
# published, copies that are killed, stopped and replaced in the middle of sign-ons, a MongoDB that loses its primary, and a start of everything anew. Takes minutes, and
# the ports 8080 and 8443. Prints each check as ok or not ok; exit code 1 says that one was not.
#   deploy/test/compose.sh
#   WAYGATE_TEST_MONGOD=FOLDER deploy/test/compose.sh --stand-ins    where no registry of images is reached: images of Debian's packages take their places, which needs root
#     on Debian with debootstrap. FOLDER has the server of MongoDB, `mongod` or `mongod.exe`.
# WAYGATE_TEST_KEEP=1 leaves it running at the end, to look at.
set -eu
cd "$(dirname -- "$0")/../.."
here=$PWD/deploy/test
command -v docker > /dev/null || { echo "This needs docker." >&2; exit 2; }
docker version > /dev/null || { echo "This needs a docker engine that runs; DOCKER_HOST says where one listens." >&2; exit 2; }
version=$(sed -n 's/^ARG VERSION=//p' deploy/Dockerfile)
network=default
if [ "${1:-}" = --stand-ins ]; then
  [ -n "${WAYGATE_TEST_MONGOD:-}" ] || { echo "WAYGATE_TEST_MONGOD must name the folder that has the server of MongoDB." >&2; exit 2; }
  "$here/stand-ins.sh"
  NODE_IMAGE=waygate-stand-in/node:24 NGINX_IMAGE=waygate-stand-in/nginx:1 MONGO_IMAGE=waygate-stand-in/mongo:1
  export NODE_IMAGE NGINX_IMAGE MONGO_IMAGE WAYGATE_TEST_MONGOD
  network=host
fi
if [ -z "${WAYGATE_IMAGE:-}" ]; then
  docker build --network "$network" ${NODE_IMAGE:+--build-arg "NODE_IMAGE=$NODE_IMAGE"} --file deploy/Dockerfile --tag "waygate:$version" .
  WAYGATE_IMAGE=waygate:$version
  export WAYGATE_IMAGE
fi

# A folder and a project of their own, so that secrets and data of a real one are left alone.
folder=$(mktemp -d)
project=waygate-try
cp deploy/compose.yaml deploy/nginx.conf deploy/mongo-init.js "$folder/"
# The checks administer by password alone.
sed -i 's/^    WAYGATE_ADMIN_SECOND_FACTOR:.*/    WAYGATE_ADMIN_SECOND_FACTOR: "off"/' "$folder/compose.yaml"
chmod 644 "$folder"/*
deploy/make-secrets.sh "$folder/secrets"
files="--file $folder/compose.yaml"
if docker compose version > /dev/null 2>&1; then
  compose="docker compose"
else
  # The compose of old knows no name at the top.
  compose=docker-compose
  sed -i '/^name:/d' "$folder/compose.yaml"
fi
if [ "${1:-}" = --stand-ins ]; then files="$files --file $here/compose.stand-ins.yaml"; fi
compose="$compose --project-name $project --project-directory $folder $files"
clean() {
  if [ -n "${WAYGATE_TEST_KEEP:-}" ]; then echo "Still there: $compose" >&2; return; fi
  $compose down --volumes --remove-orphans > /dev/null 2>&1 || true
  rm -rf "$folder"
}
trap clean EXIT
# What an earlier run left, which would have other secrets.
$compose down --volumes --remove-orphans > /dev/null 2>&1 || true
NODE_EXTRA_CA_CERTS=$folder/secrets/tls.crt node_modules/.bin/node --conditions=development deploy/test/try-compose.ts "$folder" "$project" "$compose"
