#!/bin/sh
# Boots a Debian with systemd in namespaces of its own, installs the package there as docs/deploy.md says, and has the hardened service sign somebody on, back up, rotate
# its keys and stop. Takes minutes the first time, and root on Debian:
#   deploy/test/systemd.sh
set -eu
[ "$(id -u)" = 0 ] || { echo "Run this as root." >&2; exit 2; }
cd "$(dirname -- "$0")/../.."
work=${WAYGATE_IMAGE_WORK:-/var/tmp/waygate-image}
machine=$work/machine
port=18980
mkdir -p "$work"
command -v debootstrap > /dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap
if [ ! -x "$machine/lib/systemd/systemd" ]; then
  rm -rf "$machine"
  debootstrap --variant=minbase --include=systemd,dbus,openssl bookworm "$machine" > "$work/debootstrap.log"
fi
node scripts/package.mjs --with-node --no-archive --out "$work/package"
rm -rf "$machine/opt" "$machine/var/lib/waygate" "$machine/var/backups/waygate" "$machine/etc/waygate"
mkdir -p "$machine/opt" "$machine/var/backups"
cp -a "$work"/package/waygate-* "$machine/opt/"

cat > "$machine/root/install.sh" <<'INSIDE'
set -eu
ln -sfn /opt/waygate-* /opt/waygate
cd /opt/waygate/deploy/systemd
install -m 644 waygate.sysusers.conf /usr/lib/sysusers.d/waygate.conf && systemd-sysusers
install -m 644 waygate.tmpfiles.conf /usr/lib/tmpfiles.d/waygate.conf && systemd-tmpfiles --create waygate.conf
sed "s#8080#PORT#; s#https://id.example.com#http://localhost:PORT#" waygate.env > /etc/waygate/waygate.env
sed -i 's/^WAYGATE_ADMIN_SECOND_FACTOR=.*/WAYGATE_ADMIN_SECOND_FACTOR=off/' /etc/waygate/waygate.env
install -m 644 waygate.service waygate-backup.service waygate-backup.timer /etc/systemd/system/
install -D -m 644 waygate.service.d/secrets.conf /etc/systemd/system/waygate.service.d/secrets.conf
for name in admin-password metrics-token; do (umask 077; openssl rand -hex 24 > /etc/waygate/secrets/$name); done
systemctl enable waygate.service waygate-backup.timer
# What is of a whole machine and has no place in this one.
systemctl mask systemd-udevd.service systemd-logind.service systemd-networkd.service systemd-resolved.service systemd-timesyncd.service
systemctl set-default multi-user.target
INSIDE
sed -i "s/PORT/$port/g" "$machine/root/install.sh"

cat > "$work/boot.sh" <<'BOOT'
set -eu
mount --make-rprivate /
mount --bind "$1" "$1"
mount -t proc proc "$1/proc"
mount -t tmpfs tmpfs "$1/run"
mount -t tmpfs tmpfs "$1/tmp"
mount --rbind /dev "$1/dev"
mount --rbind /sys "$1/sys"
if [ ! -e /sys/fs/cgroup/cgroup.controllers ]; then
  mount -t tmpfs tmpfs "$1/sys/fs/cgroup"
  mkdir "$1/sys/fs/cgroup/systemd"
  mount -t cgroup -o none,name=systemd cgroup "$1/sys/fs/cgroup/systemd"
fi
chroot "$1" sh /root/install.sh
# The credentials of a service are a mount that reaches it from here.
mount --make-rshared "$1"
exec env -i container=namespaces PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin chroot "$1" /lib/systemd/systemd --system
BOOT
setsid unshare --fork --pid --mount --cgroup --uts --ipc --kill-child sh "$work/boot.sh" "$machine" > "$work/boot.log" 2>&1 &
outside=$!
trap 'kill -9 "$outside" 2> /dev/null || true' EXIT

url=http://127.0.0.1:$port
for _ in $(seq 1 120); do
  [ "$(curl -s -o /dev/null -w '%{http_code}' -m 2 "$url/readyz")" = 200 ] && break
  sleep 1
done
first=$(pgrep --parent "$outside")
inside() { nsenter --target "$first" --mount --pid --root --wd "$@"; }
waygate() {
  inside systemd-run --pipe --wait --quiet --property=User=waygate --property=EnvironmentFile=/etc/waygate/waygate.env \
    --setenv=WAYGATE_DATA_DIR=/var/lib/waygate /opt/waygate/bin/waygate "$@"
}
sign_on() { node_modules/.bin/node --conditions=development deploy/test/sign-on-once.ts "$url" "$machine/etc/waygate/secrets/admin-password"; }

inside systemctl is-active waygate.service || { inside journalctl --no-pager --unit waygate --output cat; exit 1; }
sign_on
inside systemctl start waygate-backup.service
ls "$machine"/var/backups/waygate/*/backup.json
waygate keys rotate
sign_on
inside systemctl stop waygate.service
[ "$(inside systemctl show waygate.service --property=ExecMainStatus --value)" = 0 ]
inside systemd-analyze security waygate.service --no-pager | tail -1
echo "The service runs under systemd."
