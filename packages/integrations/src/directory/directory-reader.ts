import { ACCOUNT_ATTRIBUTES, type DirectoryReader, guidText, PROFILE_ATTRIBUTES, type RawEntry, sidText } from '@waygate/continuity';
import type { OfflineDirectory } from '@waygate/schema';
import { AndFilter, type Client, type Entry, EqualityFilter, type Filter, FilterParser, NotFilter } from 'ldapts';
import { type DirectorySurroundings, isAnswer, withDirectoryClient } from './directory-client.ts';
import { connectionProblem, offlineServerOf, surroundingsOf } from './offline-directory-server.ts';

/** Milliseconds for each page. */
const WITHIN = 30_000;
/** Entries of a page; Active Directory gives 1000 at most. */
const PAGE = 500;
/** More than that is no directory of people, but a search at a wrong place. */
const MOST_ENTRIES = 500_000;
/** What some directories store as bytes. */
const BINARY = ['objectGUID', 'objectSid'];
const REFERRAL = 10;
const SIZE_LIMIT = 4;
const NO_SUCH_OBJECT = 32;
const TIME_LIMIT = 3;
const ADMIN_LIMIT = 11;

/** Thrown with words for whoever runs the server. */
class ReadProblem extends Error {}

/** Reads directories over LDAP, page by page. */
export function createDirectoryReader(surroundings: DirectorySurroundings): DirectoryReader {
  return {
    read: async (directory, signal, progress) => {
      const { connection, config, type } = directory;
      const server = offlineServerOf(connection, WITHIN, type);
      const userAttributes = [
        config.usernameLDAPAttribute,
        config.uniqueIdAttribute,
        config.memberUserAttribute,
        ...PROFILE_ATTRIBUTES,
        ...ACCOUNT_ATTRIBUTES,
        'primaryGroupID',
        'objectSid',
      ];
      const groupAttributes = [config.groupNameLDAPAttribute, config.memberAttribute, 'objectSid'];
      const reading = withDirectoryClient(server, surroundingsOf(surroundings, connection), async (client) => {
        // What hangs is left at once: its socket is closed under it.
        const leave = () => void client.unbind().catch(() => undefined);
        signal.addEventListener('abort', leave);
        try {
          signal.throwIfAborted();
          const users = await readAll(client, config.userSearchDn, userFilter(directory), userAttributes, (count) =>
            progress('users', count),
          );
          const isGroup = classesFilter(config.groupObjectClasses);
          const groups = await readAll(client, config.groupSearchDn, isGroup, groupAttributes, (count) => progress('groups', count));
          const whole = await Promise.all(groups.entries.map((entry) => withAllMembers(client, entry, config.memberAttribute)));
          return { users: users.entries.map(rawEntry), groups: whole, references: users.references + groups.references };
        } finally {
          signal.removeEventListener('abort', leave);
        }
      });
      try {
        return await Promise.race([reading, aborted(signal)]);
      } catch (error) {
        if (error instanceof ReadProblem) throw error;
        throw new ReadProblem(connectionProblem(error, connection).message, { cause: error });
      }
    },
  };
}

/** Fails as soon as somebody leaves, whatever still hangs: that ends with its own time. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const leave = () => reject(new ReadProblem('The directory was left before it had answered.'));
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}

function classesFilter(classes: readonly string[]): Filter {
  return new AndFilter({ filters: classes.map((value) => new EqualityFilter({ attribute: 'objectClass', value })) });
}

function userFilter({ type, config }: OfflineDirectory): Filter {
  const isPerson = [classesFilter(config.userObjectClasses), FilterParser.parseString(config.userObjectFilter)];
  // There, computers are users as well.
  if (type === 'ACTIVE_DIRECTORY') {
    isPerson.push(new NotFilter({ filter: new EqualityFilter({ attribute: 'objectClass', value: 'computer' }) }));
  }
  return new AndFilter({ filters: isPerson });
}

interface Found {
  readonly entries: readonly Entry[];
  readonly references: number;
}

/** Everything below a base. A search that ends with an empty page is made again in other pages: a directory may send one in the middle, which the library takes for the end. */
async function readAll(
  client: Client,
  base: string,
  filter: Filter,
  attributes: readonly string[],
  progress: (count: number) => void,
): Promise<Found> {
  for (const pageSize of [PAGE, PAGE - 1]) {
    const found = await readPages(client, base, filter, attributes, pageSize, progress);
    if (!found.isDoubtful) return found;
  }
  throw new ReadProblem(`The directory broke off in the middle of "${base}".`);
}

async function readPages(
  client: Client,
  base: string,
  filter: Filter,
  attributes: readonly string[],
  pageSize: number,
  progress: (count: number) => void,
): Promise<Found & { readonly isDoubtful: boolean }> {
  const entries: Entry[] = [];
  let references = 0;
  let pages = 0;
  let last = 0;
  const options = { filter, scope: 'sub' as const, attributes: [...attributes], explicitBufferAttributes: BINARY, paged: { pageSize } };
  try {
    for await (const { searchEntries, searchReferences } of client.searchPaginated(base, options)) {
      entries.push(...searchEntries);
      references += searchReferences.length;
      pages += 1;
      last = searchEntries.length + searchReferences.length;
      if (entries.length > MOST_ENTRIES) throw new ReadProblem(`There are more than ${MOST_ENTRIES} entries below "${base}".`);
      progress(entries.length);
    }
  } catch (error) {
    throw pageProblem(error, base);
  }
  return { entries, references, isDoubtful: pages > 1 && last === 0 };
}

function pageProblem(error: unknown, base: string): unknown {
  if (error instanceof ReadProblem) return error;
  if (!isAnswer(error)) return new ReadProblem(`The directory did not answer to the end below "${base}".`, { cause: error });
  switch (error.code) {
    case NO_SUCH_OBJECT:
      return new ReadProblem(`There is no "${base}" in the directory.`, { cause: error });
    case REFERRAL:
      return new ReadProblem(`The directory does not have "${base}" itself and names another server, which is not asked.`, {
        cause: error,
      });
    case SIZE_LIMIT:
    case TIME_LIMIT:
    case ADMIN_LIMIT:
      return new ReadProblem(`The directory gives the bind user only a part of "${base}" (LDAP result ${error.code}).`, { cause: error });
    default:
      return new ReadProblem(`The directory refuses to be read below "${base}" (LDAP result ${error.code}).`, { cause: error });
  }
}

/** Active Directory gives a long list in parts, each under a name that says which (`member;range=0-1499`, MS-ADTS 3.1.1.3.1.3.3). */
async function withAllMembers(client: Client, entry: Entry, attribute: string): Promise<RawEntry> {
  const raw = rawEntry(entry);
  const name = attribute.toLowerCase();
  let part = partOf(raw, name);
  if (part === undefined) return raw;
  const members: string[] = [];
  for (;;) {
    members.push(...part.values);
    if (part.end === '*') return { ...raw, values: { ...raw.values, [name]: members } };
    const wanted = `${attribute};range=${part.end + 1}-*`;
    const next = await nextPart(client, entry.dn, wanted, name);
    // A group that has changed under way would come in parts that do not fit.
    if (next === undefined || next.start !== part.end + 1)
      throw new ReadProblem(`The members of "${entry.dn}" came in parts that do not fit.`);
    part = next;
  }
}

async function nextPart(client: Client, dn: string, wanted: string, name: string) {
  try {
    const { searchEntries } = await client.search(dn, { scope: 'base', attributes: [wanted] });
    return searchEntries[0] === undefined ? undefined : partOf(rawEntry(searchEntries[0]), name);
  } catch (error) {
    throw pageProblem(error, dn);
  }
}

function partOf({ values }: RawEntry, name: string) {
  for (const [key, found] of Object.entries(values)) {
    const match = /^(.*);range=(\d+)-(\*|\d+)$/.exec(key);
    if (match?.[1] === name) return { start: Number(match[2]), end: match[3] === '*' ? ('*' as const) : Number(match[3]), values: found };
  }
  return undefined;
}

function rawEntry({ dn, ...found }: Entry): RawEntry {
  const values = Object.entries(found).flatMap(([name, value]) => {
    const key = name.toLowerCase();
    const texts = [value].flat().flatMap((one) => (typeof one === 'string' ? [one] : textOf(key, one)));
    return texts.length === 0 ? [] : [[key, texts] as const];
  });
  return { dn, values: Object.fromEntries(values) };
}

function textOf(name: string, bytes: Buffer): readonly string[] {
  if (bytes.length === 0) return [];
  if (name === 'objectsid') return [sidText(bytes) ?? bytes.toString('hex')];
  return [(name === 'objectguid' ? guidText(bytes) : undefined) ?? bytes.toString('hex')];
}
