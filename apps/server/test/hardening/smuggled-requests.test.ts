import { connect } from 'node:net';
import { expect, it, vi } from 'vitest';
import { freePort } from '../guarded-house.ts';
import { runNginx } from '../nginx.ts';
import { hardenedServer } from './rig.ts';

// There are many requests, and a busy machine takes its time for each.
vi.setConfig({ testTimeout: 60_000 });

const LOGIN = '/am/json/realms/root/realms/alpha/authenticate';
const HIDDEN = 'GET /am/json/hidden HTTP/1.1\r\nHost: sso.example\r\n\r\n';
const head = (lines: readonly string[], start = `POST ${LOGIN} HTTP/1.1`) =>
  `${[start, 'Host: sso.example', 'Content-Type: application/json', ...lines].join('\r\n')}\r\n\r\n`;

/** Says by a length that the hidden request is part of the body, and by something else that it is not. */
const disputed = (line: string) => {
  const body = `0\r\n\r\n${HIDDEN}`;
  return head([`Content-Length: ${body.length}`, line]) + body;
};
const lengths = (...values: readonly string[]) => head(values.map((value) => `Content-Length: ${value}`)) + HIDDEN;
const chunks = (text: string) => `${head(['Transfer-Encoding: chunked'])}${text}${HIDDEN}`;
const all = String(HIDDEN.length);

/** Requests about whose end two servers may be of two minds. In none of them is the hidden one a request to whoever reads the standard. */
const TRICKS: Readonly<Record<string, string>> = {
  'a length and chunks': disputed('Transfer-Encoding: chunked'),
  'a length and chunks in capitals': disputed('TRANSFER-ENCODING: Chunked'),
  'a space before the colon': disputed('Transfer-Encoding : chunked'),
  'a tab before the value': disputed('Transfer-Encoding:\tchunked'),
  'a vertical tab': disputed('Transfer-Encoding: \x0bchunked'),
  'a word that is nearly chunked': disputed('Transfer-Encoding: xchunked'),
  'chunked in quotes': disputed('Transfer-Encoding: "chunked"'),
  'chunked and something else': disputed('Transfer-Encoding: chunked, identity'),
  'something else and chunked': disputed('Transfer-Encoding: identity, chunked'),
  'two encodings': disputed('Transfer-Encoding: chunked\r\nTransfer-Encoding: x'),
  'a folded line': disputed('X: y\r\n Transfer-Encoding: chunked'),
  'a folded value': disputed('Transfer-Encoding:\r\n chunked'),
  'an underscore': disputed('Transfer_Encoding: chunked'),
  'a NUL in the name': disputed('Transfer-Encoding\x00: chunked'),
  'a bare line feed before it': disputed('X: y\nTransfer-Encoding: chunked'),
  'a bare carriage return before it': disputed('X: y\rTransfer-Encoding: chunked'),
  'two lengths': lengths(all, '0'),
  'two lengths, the other way round': lengths('0', all),
  'a list of lengths': lengths(`0, ${all}`),
  'a length with a sign': lengths(`+${all}`),
  'a negative length': lengths('-1'),
  'a length that is hexadecimal': lengths(`0x${HIDDEN.length.toString(16)}`),
  'a length beyond numbers': lengths('99999999999999999999'),
  'a length with a space in it': lengths(`0 ${all}`),
  'a body to a GET': head([`Content-Length: ${all}`], 'GET /healthz HTTP/1.1') + HIDDEN,
  'a body to a page': head([`Content-Length: ${all}`], 'GET /account HTTP/1.1') + HIDDEN,
  'a body to what is not there': head([`Content-Length: ${all}`], 'POST /nowhere HTTP/1.1') + HIDDEN,
  'a body to a refused token': head([`Content-Length: ${all}`], 'POST /api/v2/oauth/token HTTP/1.1') + HIDDEN,
  'a body that is too large': `${head([`Content-Length: ${400_000 + HIDDEN.length}`])}${' '.repeat(400_000)}${HIDDEN}`,
  'a body that is waited for': head([`Content-Length: ${all}`, 'Expect: 100-continue']) + HIDDEN,
  'an upgrade':
    head([`Content-Length: ${all}`, 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQ']) + HIDDEN,
  'a chunk of negative size': chunks('-1\r\n\r\n'),
  'a chunk of hexadecimal size with a prefix': chunks('0x0\r\n\r\n'),
  'a chunk beyond numbers': chunks('10000000000000000\r\n\r\n0\r\n\r\n'),
  'a chunk without its end': chunks('1\r\nxx0\r\n\r\n'),
  'a name with a space': `POST ${LOGIN} HTTP/1.1\r\nHost: sso.example\r\nContent Length: 0\r\nContent-Length: ${all}\r\n\r\n${HIDDEN}`,
  'another version': `POST ${LOGIN} HTTP/1.1 x\r\nHost: sso.example\r\nContent-Length: ${all}\r\n\r\n${HIDDEN}`,
};

/** A proxy that takes a line feed for the end of a line sees two requests here and hands on two, each as its own. */
const TWO_TO_SOME: Readonly<Record<string, string>> = {
  'chunks that end with line feeds': chunks('1\nx\n0\n\n'),
  'an extension with a line feed': chunks('1;x\nx\r\n0\r\n\r\n'),
};

/** Sends text and resolves when there is an answer, or none will come; the connection stays until then, for whatever would be read as a second request. */
async function said(port: number, text: string, barrier: () => Promise<unknown>): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(text, 'latin1');
  const deadline = setTimeout(() => socket.destroy(), 1_000);
  await new Promise<void>((resolve) => socket.once('data', () => resolve()).once('close', () => resolve()));
  clearTimeout(deadline);
  // What came on the connection after the first request is read before what comes on another.
  await barrier();
  socket.destroy();
}

it.each(['itself', 'nginx in front'])('no request is hidden in another: %s', async (way) => {
  const { port, call } = await hardenedServer({ WAYGATE_TRUSTED_PROXIES: '127.0.0.1' });
  const hidden = async () => {
    const page = await (await call('/metrics', { headers: { 'x-forwarded-for': '10.0.0.1' } })).text();
    return [...page.matchAll(/^waygate_requests_total\{resource="unknown",.*\} (\d+)$/gm)].reduce((sum, [, many]) => sum + Number(many), 0);
  };
  let at = port;
  if (way !== 'itself') {
    at = await freePort();
    const upstream = `upstream waygate { server 127.0.0.1:${port}; keepalive 8; }`;
    const headers =
      'proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;';
    await runNginx(`${upstream} server { listen 127.0.0.1:${at}; location / { ${headers} proxy_pass http://waygate; } }`, at);
  }
  const barrier = () => fetch(`http://127.0.0.1:${at}/healthz`).then((response) => response.text());
  const before = await hidden();
  await said(at, HIDDEN, barrier);
  expect(await hidden(), 'a request that is not hidden is seen').toBe(before + 1);
  const found: string[] = [];
  let now = before + 1;
  for (const [what, text] of Object.entries(way === 'itself' ? { ...TRICKS, ...TWO_TO_SOME } : TRICKS)) {
    await said(at, text, barrier);
    const after = await hidden();
    if (after !== now) found.push(what);
    now = after;
  }
  expect(found).toEqual([]);
});
