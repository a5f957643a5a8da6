// Keeps the app itself at hand, so that it opens without a network, shows the accounts and opens codes. Answers of the server are never kept.
const CACHE = 'waygate-authenticator-2';
/** Scripts and styles by the names that the page and its scripts call them by. */
const PART = /["'`(](?:\/authenticator\/|\.\/)?(?:assets\/)?([\w.-]+-[\w-]{8}\.(?:js|css))["'`)]/g;

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => name.startsWith('waygate-authenticator-') && name !== CACHE).map((name) => caches.delete(name))),
      )
      .then(() => self.clients.claim()),
  );
});

/** The page with all that it loads: a page that was opened once must open without a network, though its first load was not seen here. */
async function keepShell() {
  const cache = await caches.open(CACHE);
  await cache.addAll(['icon.svg', 'manifest.webmanifest']);
  const kept = new Set();
  const keep = async (address) => {
    const url = new URL(address, self.location).href;
    if (kept.has(url)) return;
    kept.add(url);
    const response = await fetch(url, { cache: 'no-cache' });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    await cache.put(url, response.clone());
    if (url.endsWith('.css')) return;
    const text = await response.text();
    for (const [, part] of text.matchAll(PART)) await keep(`assets/${part}`);
  };
  await keep('./');
}

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
