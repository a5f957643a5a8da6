import type { Server } from 'node:http';

/** Looks at what a server answers to the authenticate protocol. @param take gets each body when it is on its way */
export function tapAnswers(server: Server, take: (body: unknown) => void): void {
  server.prependListener('request', (request, response) => {
    if (request.method !== 'POST' || !new URL(request.url ?? '/', 'http://localhost').pathname.endsWith('/authenticate')) return;
    response.end = new Proxy(response.end, {
      apply: (end, self, given) => {
        response.once('finish', () => take(JSON.parse(String(given[0]))));
        return Reflect.apply(end, self, given);
      },
    });
  });
}
