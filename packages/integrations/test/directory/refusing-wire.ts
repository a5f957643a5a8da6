import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { BerReader, BerWriter } from 'ldapts';
import { onTestFinished } from 'vitest';

const BIND_REQUEST = 0x60;
const BIND_RESPONSE = 0x61;

/** A wire to a real directory, on which a test has some binds refused as other products refuse them. It goes with the test. */
export interface RefusingWire {
  /** `localhost:port` at this end. */
  readonly address: string;
  /** Answers binds as an entry with a result code of RFC 4511 from now on. @param code undefined to let the directory answer again */
  refuse(dn: string, code: number | undefined): void;
  /** Lets binds as an entry, and what follows them, wait from now on. @returns how many wait, and how to let the directory answer them */
  hold(dn: string): { readonly waiting: () => number; readonly letGo: () => void };
}

/** @param to `host:port` of the directory on this machine */
export async function refusingWire(to: string): Promise<RefusingWire> {
  const refused = new Map<string, number>();
  const held = new Map<string, (() => void)[]>();
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(to.slice(to.lastIndexOf(':') + 1)), '127.0.0.1');
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => undefined);
    }
    near.on('data', (request) => {
      const dn = bindOf(request)?.dn;
      const waiting = dn === undefined ? undefined : held.get(dn);
      const refusal = refusalOf(request, refused);
      if (waiting !== undefined) waiting.push(() => far.write(request));
      else if (refusal === undefined) far.write(request);
      else near.write(refusal);
    });
    far.on('data', (answer) => near.write(answer));
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const end of ends) end.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    address: `localhost:${(server.address() as AddressInfo).port}`,
    refuse: (dn, code) => {
      if (code === undefined) refused.delete(dn);
      else refused.set(dn, code);
    },
    hold: (dn) => {
      const waiting: (() => void)[] = [];
      held.set(dn, waiting);
      const letGo = () => {
        held.delete(dn);
        for (const send of waiting) send();
      };
      return { waiting: () => waiting.length, letGo };
    },
  };
}

/** What is answered to a bind with a result code of RFC 4511; undefined for requests that are none. */
export function refusedBind(request: Buffer, code: number): Buffer | undefined {
  const bind = bindOf(request);
  return bind === undefined ? undefined : bindRefusal(bind.id, code);
}

/** What a request is about, if it is a bind. */
function bindOf(request: Buffer): { readonly id: number; readonly dn: string } | undefined {
  const reader = new BerReader(request);
  reader.readSequence();
  const id = reader.readInt() ?? 0;
  if (reader.peek() !== BIND_REQUEST) return undefined;
  reader.readSequence(BIND_REQUEST);
  reader.readInt();
  return { id, dn: reader.readString() ?? '' };
}

/** What a request is answered with; undefined for what the directory is to answer. */
function refusalOf(request: Buffer, refused: ReadonlyMap<string, number>): Buffer | undefined {
  const bind = bindOf(request);
  const code = bind === undefined ? undefined : refused.get(bind.dn);
  return bind === undefined || code === undefined ? undefined : bindRefusal(bind.id, code);
}

/** A bind that is answered with a result code of RFC 4511. @param id of the request */
function bindRefusal(id: number, code: number): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(BIND_RESPONSE);
  writer.writeEnumeration(code);
  writer.writeString('');
  writer.writeString('Refused.');
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}
