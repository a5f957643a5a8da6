// Keeps the app itself at hand, so that it opens without a network and shows the accounts. Answers of the server are never kept.
const CACHE = 'waygate-authenticator-1';

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(['./', 'icon.svg', 'manifest.webmanifest']))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isOurs =
    url.origin === self.location.origin && url.pathname.startsWith('/authenticator/') && url.pathname !== '/authenticator/inbox';
  if (request.method !== 'GET' || !isOurs) return;
  event.respondWith(
    fetch(request)
      .then((response) => {
        if (response.ok) {
          const copy = response.clone();
          caches.open(CACHE).then((cache) => cache.put(request, copy));
        }
        return response;
      })
      .catch(() => caches.match(request, { ignoreSearch: true }).then((kept) => kept ?? caches.match('./'))),
  );
});
