import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Resolve } from '../src/outbound/address-guard.ts';

/**
 * How a network fails: whoever is at the other end is gone; takes connections and says nothing; breaks off in the middle of an answer with a reset; falls silent in
 * the middle of one; answers byte by byte, slower than anybody waits.
 */
export const CUTS = ['killed', 'hanging', 'half-open', 'half-silent', 'slow'] as const;
export type Cut = (typeof CUTS)[number];

/** A name that nobody has (RFC 6761). */
export const NO_NAME = 'nowhere.invalid';
/** A network in which no name is ever looked up to the end. */
export const dnsHangs: Resolve = () => new Promise(() => undefined);
const DRIP_MS = 200;

/** A wire to a real server, which a test cuts. It goes with the test. */
export interface Wire {
  /** `127.0.0.1:port` at this end. */
  readonly host: string;
  readonly port: number;
  /**
   * Cuts it from now on.
   * @param after how many answers of the server still come through, on each connection, before the cut shows
   */
  cut(cut: Cut, after?: number): Promise<void>;
  /** Mends it. */
  mend(): Promise<void>;
}

/** @param to port of the server on this machine */
export async function wireTo(to: number): Promise<Wire> {
  let fault: { readonly cut: Cut; readonly after: number } | undefined;
  const ends = new Set<Socket>();
  const keep = (socket: Socket) => {
    ends.add(socket);
    socket.once('close', () => ends.delete(socket));
    // Whoever is cut off breaks off, too.
    socket.on('error', () => undefined);
  };
  const carry = (near: Socket) => {
    keep(near);
    const far = connect(to, '127.0.0.1');
    keep(far);
    let answers = 0;
    near.on('data', (chunk) => far.write(chunk));
    near.once('close', () => far.destroy());
    far.once('close', () => {
      if (fault === undefined) near.end();
    });
    far.on('data', (chunk) => {
      answers += 1;
      if (fault === undefined || answers <= fault.after) near.write(chunk);
      else spoil(near, far, chunk, fault.cut);
    });
  };
  const spoil = (near: Socket, far: Socket, chunk: Buffer, cut: Cut): void => {
    if (cut === 'killed') {
      void unlisten(server);
      near.destroy();
    } else if (cut === 'half-open') near.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => near.resetAndDestroy());
    else if (cut === 'half-silent') {
      far.pause();
      near.write(chunk.subarray(0, Math.ceil(chunk.length / 2)));
    } else if (cut === 'slow') drip(near, chunk);
  };
  const server = createServer(carry);
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  onTestFinished(async () => {
    for (const end of ends) end.destroy();
    await unlisten(server);
  });
  return {
    host: `127.0.0.1:${port}`,
    port,
    async cut(cut, after = 0) {
      fault = { cut, after };
      if (cut === 'killed' && after === 0) {
        for (const end of ends) end.destroy();
        await unlisten(server);
      }
    },
    async mend() {
      fault = undefined;
      for (const end of ends) end.destroy();
      if (!server.listening) await listen(server, port);
    },
  };
}

function drip(near: Socket, chunk: Buffer): void {
  let at = 0;
  const timer = setInterval(() => {
    if (at >= chunk.length || near.destroyed) clearInterval(timer);
    else near.write(chunk.subarray(at, at + 1));
    at += 1;
  }, DRIP_MS);
}

const listen = (server: Server, port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
const unlisten = (server: Server) => new Promise<void>((resolve) => (server.listening ? server.close(() => resolve()) : resolve()));
