#!/bin/sh
# Makes the secrets that deploy/compose.yaml mounts, in deploy/secrets or the folder that is named. What is there stays: run again it makes only what is missing.
set -eu
umask 077
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
folder=${1:-$here/secrets}
host=${WAYGATE_HOST_NAME:-localhost}
mkdir -p "$folder"
cd "$folder"

# Makes a file of what a command prints, unless it is there.
file() {
  name=$1
  shift
  if [ -e "$name" ]; then return; fi
  "$@" > ".$name.new"
  # The folder keeps others out; within a container another user must be able to read the file.
  chmod 0444 ".$name.new"
  mv ".$name.new" "$name"
  echo "made $folder/$name" >&2
}
# Letters and digits alone, so that nothing has to be escaped in an address.
random() { openssl rand -hex 24; }
# tls=false: the network of the compose file holds these containers alone.
address() {
  printf 'mongodb://waygate:%s@mongo-1:27017,mongo-2:27017,mongo-3:27017/waygate?replicaSet=rs0&authSource=admin&tls=false\n' "$(cat mongo-waygate-password)"
}
# For a trial: browsers warn of it. Put a key and a certificate of your own in their place.
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256; }
certificate() { openssl req -x509 -key tls.key -days 90 -subj "/CN=$host" -addext "subjectAltName=DNS:$host"; }

file admin-password random
file metrics-token random
file mongo-root-password random
file mongo-waygate-password random
file mongo-key openssl rand -base64 756
file mongodb-uri address
file tls.key key
file tls.crt certificate
