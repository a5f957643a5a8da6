# In the place of node:24-bookworm-slim: the pinned Node of this checkout and the npm of this machine on a Debian.
FROM waygate-stand-in/debian:12
COPY . /
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
