import { connect } from 'node:net';
import type { WireAnswer } from './oracles.ts';
import { isUnfinished, type RequestShape } from './request-shape.ts';

/** How long an answer may take before it counts as none, milliseconds. */
const LONGEST_MS = 20_000;
/** How long it is waited for where the server may wait for more itself. */
const UNFINISHED_MS = 100;

/** Sends bytes over a connection of their own. @returns what came back; undefined when it was no answer */
export function exchange(port: number, bytes: Buffer, shape: RequestShape): Promise<WireAnswer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const timer = setTimeout(() => socket.destroy(), isUnfinished(shape) ? UNFINISHED_MS : LONGEST_MS);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      // Streams of the inbox end by themselves only when the server does.
      if (chunks.length < 3 && /\r\ncontent-type: text\/event-stream/i.test(Buffer.concat(chunks).toString('latin1'))) socket.destroy();
    });
    // A server that has said no need not read what is left, and the connection breaks then.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(parsed(Buffer.concat(chunks), shape.method === 'HEAD'));
    });
  });
}

function parsed(bytes: Buffer, isHead: boolean): WireAnswer | undefined {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1];
  if (end < 0 || status === undefined) return undefined;
  // What goes before the answer is none.
  if (status === '100') return parsed(bytes.subarray(end + 4), isHead) ?? { status: 100, headers: new Map(), body: '' };
  const lines = text.slice(0, end).split('\r\n').slice(1);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).toLowerCase();
    const value = line.slice(at + 1).trim();
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  }
  const rest = bytes.subarray(end + 4);
  const body = headers.get('transfer-encoding') === 'chunked' ? unchunked(rest) : rest;
  const length = Number(headers.get('content-length') ?? rest.length);
  const isCut = !isHead && rest.length < length && Number(status) !== 304;
  return { status: Number(status), headers, body: body.toString('utf8'), ...(isCut ? { isCut } : {}) };
}

function unchunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\r\n', at);
    const size = end < 0 ? 0 : Number.parseInt(bytes.toString('latin1', at, end), 16);
    if (!(size > 0)) break;
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(parts);
}
