import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { onTestFinished } from 'vitest';

/** A web server that refuses everything, and repeats in its answer all that it was sent. It goes with the test. @param status that it answers */
export async function echoingWeb(status = 500) {
  const heard: string[] = [];
  const server = createHttp(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const said = `${request.url} ${JSON.stringify(request.headers)} ${Buffer.concat(chunks)}`;
    heard.push(said);
    response.writeHead(status, { 'content-type': 'text/plain' }).end(`I do not take ${said}`);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

/** A directory that lets nobody in, and repeats in the message of its diagnosis all that it was sent (LDAP, RFC 4511 4.1.9). It goes with the test. */
export async function echoingDirectory() {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      heard.push(chunk.toString('latin1'));
      // An LDAPMessage: a sequence, whose first element is the id of the message.
      const at = (chunk[1] ?? 0) < 0x80 ? 2 : 2 + ((chunk[1] ?? 0) & 0x7f);
      const id = chunk.subarray(at, at + 2 + (chunk[at + 1] ?? 0));
      const said = Buffer.from(`I do not take ${chunk.toString('latin1').replaceAll(/[^\x20-\x7e]/g, ' ')}`);
      const result = Buffer.concat([Buffer.from([0x0a, 1, 49]), element(0x04, Buffer.alloc(0)), element(0x04, said)]);
      socket.write(element(0x30, Buffer.concat([id, element(0x61, result)])));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  return Buffer.concat([Buffer.from(length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff]), content]);
}
