#!/bin/bash
# What the entrypoint of the image `mongo` does: goes on as the user mongodb, and makes the first account while there are no data.
set -eu
if [ "$1" = mongod ] && [ "$(id -u)" = 0 ]; then
  chown -R mongodb /data/db
  exec setpriv --reuid mongodb --regid mongodb --clear-groups --no-new-privs env HOME=/data "$0" "$@"
fi
if [ "$1" = mongod ] && [ -n "${MONGO_INITDB_ROOT_USERNAME:-}" ] && [ ! -e /data/db/WiredTiger ]; then
  mongod --bind_ip 127.0.0.1 > /tmp/first.log 2>&1 &
  first=$!
  until mongosh --quiet --eval "db.adminCommand('ping').ok" > /dev/null 2>&1; do
    kill -0 "$first" || { cat /tmp/first.log; exit 1; }
    sleep 1
  done
  mongosh --quiet admin --eval '
    const pwd = require("node:fs").readFileSync(process.env.MONGO_INITDB_ROOT_PASSWORD_FILE, "utf8").trim();
    db.createUser({ user: process.env.MONGO_INITDB_ROOT_USERNAME, pwd, roles: [{ role: "root", db: "admin" }] });'
  mongosh --quiet admin --eval 'db.shutdownServer()' > /dev/null 2>&1 || true
  wait "$first" || true
fi
exec "$@"
