import { type AddressInfo, createServer } from 'node:net';
import { BerReader, BerWriter } from 'ldapts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDirectoryService } from '../../src/directory/directory-service.ts';

const BIND_REQUEST = 0x60;
const BIND_RESPONSE = 0x61;
const SEARCH_REQUEST = 0x63;
const SEARCH_ENTRY = 0x64;
const SEARCH_DONE = 0x65;
const DN = 'cn=Mia,cn=Users,dc=example,dc=com';

/** What the next bind as a person is answered with, as Active Directory writes it. */
let said = '';
const saying = (data: string) => `80090308: LdapErr: DSID-0C090446, comment: AcceptSecurityContext error, data ${data}, v4563`;

/** Answers as Active Directory does; the wire is RFC 4511 and nothing else of a directory is here. */
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    const reader = new BerReader(data);
    reader.readSequence();
    const id = reader.readInt() ?? 0;
    const operation = reader.peek();
    if (operation === BIND_REQUEST) {
      reader.readSequence(BIND_REQUEST);
      reader.readInt();
      const isPerson = reader.readString() === DN;
      socket.write(answer(id, BIND_RESPONSE, isPerson && said !== '' ? 49 : 0, isPerson ? said : ''));
    }
    if (operation === SEARCH_REQUEST) socket.write(Buffer.concat([entry(id), answer(id, SEARCH_DONE, 0, '')]));
  });
});

function message(id: number, operation: number, write: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(operation);
  write(writer);
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}

const answer = (id: number, operation: number, code: number, text: string) =>
  message(id, operation, (writer) => {
    writer.writeEnumeration(code);
    writer.writeString('');
    writer.writeString(text);
  });

const entry = (id: number) =>
  message(id, SEARCH_ENTRY, (writer) => {
    writer.writeString(DN);
    writer.startSequence();
    writer.endSequence();
  });

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

const tries = () =>
  createDirectoryService({ allowed: new Set(['127.0.0.1']) }).authenticate(
    {
      addresses: [`127.0.0.1:${(server.address() as AddressInfo).port}`],
      mode: 'LDAP',
      bindDn: 'cn=waygate,cn=Users,dc=example,dc=com',
      bindPassword: 'secret',
      within: 5_000,
      dialect: 'active-directory',
    },
    { bases: ['dc=example,dc=com'], scope: 'SUBTREE', nameAttributes: ['sAMAccountName'], filter: '', attributes: [] },
    { username: 'mia', password: 'right' },
    async () => true,
  );

it.each([
  ['a wrong password', '52e', { status: 'wrong' }],
  ['hours at which nobody may sign on', '530', { status: 'wrong' }],
  ['a password that has expired', '532', { status: 'expired' }],
  ['an account that is disabled', '533', { status: 'locked' }],
  ['an account that has expired', '701', { status: 'locked' }],
  ['a password that must be changed', '773', { status: 'right', password: { state: 'mustChange' } }],
  ['an account that is locked', '775', { status: 'locked' }],
  ['a word that nobody knows', 'constructor', { status: 'wrong' }],
])('reads %s out of what Active Directory says', async (_, data, result) => {
  said = saying(data);
  expect(await tries()).toMatchObject(result);
});

it('knows a right password', async () => {
  said = '';
  expect(await tries()).toMatchObject({ status: 'right', entry: { dn: DN }, password: { state: 'valid' } });
});
