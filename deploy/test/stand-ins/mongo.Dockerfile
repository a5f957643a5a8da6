# In the place of mongo:8.0: the real mongosh, and an entrypoint that does what that image's does for the first account. The server itself is mounted at /opt/mongod; it
# may be a program for Windows, which Wine runs, since Debian has no MongoDB.
FROM waygate-stand-in/node:24
RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends wine64 \
  && useradd --system --uid 999 --create-home --home-dir /data mongodb && install -d -o mongodb -g mongodb /data/db
RUN npm install --global --ignore-scripts --omit=optional --no-audit --no-fund mongosh@2.12.0
COPY docker-entrypoint.sh mongod /usr/local/bin/
USER mongodb
ENV WINEPREFIX=/data/wine WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml,winemenubuilder.exe= PATH=/usr/local/bin:/usr/lib/wine:/usr/bin:/bin:/usr/sbin:/sbin
RUN wine64 wineboot -i; wineserver64 -w; test -s /data/wine/system.reg
USER root
VOLUME /data/db
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["mongod"]
