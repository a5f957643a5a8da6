import { type AddressInfo, createServer } from 'node:net';
import { planSnapshot } from '@waygate/continuity';
import { offlineDirectory } from '@waygate/schema';
import { BerReader, BerWriter } from 'ldapts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDirectoryReader } from '../../src/index.ts';

const BIND_REQUEST = 0x60;
const BIND_RESPONSE = 0x61;
const SEARCH_REQUEST = 0x63;
const SEARCH_ENTRY = 0x64;
const SEARCH_DONE = 0x65;
const CONTROLS = 0xa0;
const PAGING = '1.2.840.113556.1.4.319';
const USERS = 'ou=users,dc=x';
const GROUPS = 'ou=groups,dc=x';
const GROUP = `cn=Big,${GROUPS}`;

interface Answer {
  readonly entries: readonly (readonly [dn: string, attributes: Readonly<Record<string, readonly string[]>>])[];
  readonly cookie?: string;
}

/** What a search is answered, by its base and what else it says. */
let answers: (base: string, request: Buffer) => Answer = () => ({ entries: [] });

/** Answers as Active Directory may; the wire is RFC 4511 and nothing else of a directory is here. */
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    const reader = new BerReader(data);
    reader.readSequence();
    const id = reader.readInt() ?? 0;
    const operation = reader.peek();
    if (operation === BIND_REQUEST) socket.write(done(id, BIND_RESPONSE));
    if (operation !== SEARCH_REQUEST) return;
    reader.readSequence(SEARCH_REQUEST);
    const { entries, cookie } = answers(reader.readString() ?? '', data);
    socket.write(Buffer.concat([...entries.map(([dn, attributes]) => entry(id, dn, attributes)), done(id, SEARCH_DONE, cookie ?? '')]));
  });
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

function message(id: number, operation: number, write: (writer: BerWriter) => void, cookie?: string): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(operation);
  write(writer);
  writer.endSequence();
  if (cookie !== undefined) {
    const value = new BerWriter();
    value.startSequence();
    value.writeInt(0);
    value.writeString(cookie);
    value.endSequence();
    writer.startSequence(CONTROLS);
    writer.startSequence();
    writer.writeString(PAGING);
    writer.writeBuffer(value.buffer, 4);
    writer.endSequence();
    writer.endSequence();
  }
  writer.endSequence();
  return writer.buffer;
}

const done = (id: number, operation: number, cookie?: string) =>
  message(
    id,
    operation,
    (writer) => {
      writer.writeEnumeration(0);
      writer.writeString('');
      writer.writeString('');
    },
    cookie,
  );

const entry = (id: number, dn: string, attributes: Readonly<Record<string, readonly string[]>>) =>
  message(id, SEARCH_ENTRY, (writer) => {
    writer.writeString(dn);
    writer.startSequence();
    for (const [name, values] of Object.entries(attributes)) {
      writer.startSequence();
      writer.writeString(name);
      writer.startSequence(0x31);
      for (const value of values) writer.writeString(value);
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
  });

const dnOf = (name: string) => `cn=${name},${USERS}`;
const user = (name: string): Answer['entries'][number] => [dnOf(name), { sAMAccountName: [name], employeeID: [`id-${name}`] }];
const read = () => {
  const directory = offlineDirectory.parse({
    id: '3b0f6f7e-4c1b-4d0c-9f7c-1d6a5a3a8a01',
    idpId: 'idp',
    type: 'ACTIVE_DIRECTORY',
    connection: {
      connectionUrl: `ldap://127.0.0.1:${(server.address() as AddressInfo).port}`,
      bindDn: 'cn=waygate,dc=x',
      bindCredential: 'secret',
    },
    config: { uniqueIdAttribute: 'employeeID', userSearchDn: USERS, groupSearchDn: GROUPS },
  });
  const reading = createDirectoryReader({ allowed: new Set(['127.0.0.1']) }).read(directory, new AbortController().signal, () => undefined);
  return reading.then((content) => planSnapshot(content, directory.config, 0));
};

it('puts the members of a large group together, which Active Directory gives in parts', async () => {
  const asked: string[] = [];
  answers = (base, request) => {
    if (base === USERS) return { entries: ['a', 'b', 'c', 'd', 'e'].map(user) };
    if (base === GROUPS) return { entries: [[GROUP, { cn: ['Big'], 'member;range=0-1': [dnOf('a'), dnOf('b')] }]] };
    const from = /member;range=(\d+)-\*/.exec(request.toString('latin1'))?.[1] ?? '';
    asked.push(from);
    return from === '2'
      ? { entries: [[GROUP, { 'member;range=2-3': [dnOf('c'), dnOf('d')] }]] }
      : { entries: [[GROUP, { 'member;range=4-*': [dnOf('e')] }]] };
  };
  const { users } = await read();
  expect(users.map(({ username, groups }) => [username, ...groups])).toEqual(['a', 'b', 'c', 'd', 'e'].map((name) => [name, 'Big']));
  expect(asked).toEqual(['2', '4']);
});

it('takes parts that do not fit for a failure and not for fewer members', async () => {
  answers = (base) => {
    if (base === USERS) return { entries: [user('a')] };
    if (base === GROUPS) return { entries: [[GROUP, { cn: ['Big'], 'member;range=0-1': [dnOf('a'), dnOf('b')] }]] };
    return { entries: [[GROUP, { 'member;range=9-*': [dnOf('a')] }]] };
  };
  await expect(read()).rejects.toThrow('came in parts that do not fit');
});

it('takes an empty page in the middle for no end: nobody is lost by it', async () => {
  let pages = 0;
  answers = (base) => {
    if (base !== USERS) return { entries: [] };
    pages += 1;
    return pages % 2 === 1 ? { entries: [user('a')], cookie: 'more' } : { entries: [], cookie: 'still more' };
  };
  await expect(read()).rejects.toThrow('broke off in the middle');
  // One that only ends so is whole: read again, it says the same in other pages.
  pages = 0;
  answers = (base) => {
    if (base !== USERS) return { entries: [] };
    pages += 1;
    if (pages === 1) return { entries: [user('a'), user('b')], cookie: 'more' };
    return pages === 2 ? { entries: [] } : { entries: [user('a'), user('b')] };
  };
  expect((await read()).users).toHaveLength(2);
});
