import { randomUUID } from 'node:crypto';
import type {
  DirectoryEntry,
  DirectoryPasswordState,
  DirectoryPort,
  DirectoryResult,
  DirectorySearch,
  DirectoryServer,
} from '@waygate/node-kit';
import {
  AndFilter,
  Attribute,
  Change,
  type Client,
  EqualityFilter,
  type Filter,
  FilterParser,
  OrFilter,
  PasswordPolicyControl,
  PasswordPolicyError,
} from 'ldapts';
import { answerTo, type DirectorySurroundings, isAnswer, misconfigured, withDirectoryClient } from './directory-client.ts';

/** Result codes of RFC 4511. */
const NO_SUCH_OBJECT = 32;
const INVALID_CREDENTIALS = 49;
const UNWILLING = 53;
const CONSTRAINT = 19;
const INSUFFICIENT_ACCESS = 50;
const INAPPROPRIATE_AUTHENTICATION = 48;
const SIZE_LIMIT = 4;

/** By what else than a wrong password directories refuse one account: inactivated, tried too often, without the right or the means to sign on. The rest concerns everybody. */
const REFUSES_ACCOUNT: ReadonlySet<number> = new Set([UNWILLING, CONSTRAINT, INSUFFICIENT_ACCESS, INAPPROPRIATE_AUTHENTICATION]);

const BINARY: ReadonlySet<string> = new Set(['objectguid', 'objectsid']);
const SCOPES = { OBJECT: 'base', ONE_LEVEL: 'one', SUBTREE: 'sub' } as const;

/** What Active Directory says of an account whose bind failed (system error codes of Windows). */
const ACTIVE_DIRECTORY: Readonly<Record<string, 'locked' | 'expired' | 'mustChange'>> = {
  532: 'expired',
  533: 'locked',
  701: 'locked',
  773: 'mustChange',
  775: 'locked',
};

/** Directory servers behind the port of nodes, each sign-on over a connection of its own. */
export function createDirectoryService(surroundings: DirectorySurroundings): DirectoryPort {
  /**
   * A connection to try passwords of people over. It never shows the certificate of the server: a directory may take that for the answer whatever password comes with it
   * (389 Directory Server with `nsslapd-force-sasl-external`), and everybody would be let in.
   */
  const asPerson = <T>(client: Client, server: DirectoryServer, use: (client: Client) => Promise<T>): Promise<T> =>
    server.certificate === undefined ? use(client) : withDirectoryClient(server, surroundings, use, 'nobody');
  return {
    authenticate: (server, search, { username, password }, permit) =>
      withDirectoryClient(server, surroundings, async (client) => {
        const found = username === '' || password === '' ? undefined : await findEntry(client, search, username);
        const entry = (await permit(found)) ? found : undefined;
        // Nobody costs a bind as well, so that a name says nothing about itself by the time it takes.
        const dn = entry?.dn ?? `cn=${randomUUID()},${search.bases[0] ?? ''}`;
        const result = await asPerson(client, server, (own) => tryPassword(own, server, dn, password === '' ? randomUUID() : password));
        if (result === 'wrong' || entry === undefined) return { status: 'wrong' };
        return typeof result === 'string' ? { status: result } : { status: 'right', entry, password: result };
      }),
    changePassword: (server, dn, { old, fresh }) => {
      const change = async (client: Client) => {
        if (old === '') return { status: 'wrong' } as const;
        const bound = await tryPassword(client, server, dn, old);
        if (bound === 'wrong' || bound === 'locked' || bound === 'expired') return { status: 'wrong' } as const;
        const [type, encode] =
          server.dialect === 'active-directory' ? (['unicodePwd', inActiveDirectory] as const) : (['userPassword', plain] as const);
        try {
          await answerTo(
            client.modify(dn, [
              new Change({ operation: 'delete', modification: new Attribute({ type, values: [encode(old)] }) }),
              new Change({ operation: 'add', modification: new Attribute({ type, values: [encode(fresh)] }) }),
            ]),
          );
        } catch (error) {
          if (isAnswer(error) && [CONSTRAINT, UNWILLING, INSUFFICIENT_ACCESS].includes(error.code)) return { status: 'refused' } as const;
          throw error;
        }
        return { status: 'changed' } as const;
      };
      return withDirectoryClient(server, surroundings, change, server.certificate === undefined ? 'server' : 'nobody');
    },
  };
}

const plain = (password: string) => Buffer.from(password, 'utf8');
const inActiveDirectory = (password: string) => Buffer.from(`"${password}"`, 'utf16le');

/** The one entry of that name; undefined for none, and for several, of whom nobody can say who is meant. */
export async function findEntry(client: Client, search: DirectorySearch, username: string): Promise<DirectoryEntry | undefined> {
  const filter = filterOf(search, username);
  const found: DirectoryEntry[] = [];
  for (const base of search.bases) {
    const options = {
      filter,
      scope: SCOPES[search.scope],
      attributes: search.attributes.length === 0 ? ['1.1'] : [...search.attributes],
      // What is stored as bytes must not come as text when it happens to look like some.
      explicitBufferAttributes: search.attributes.filter((name) => BINARY.has(name.toLowerCase())),
      sizeLimit: 2,
    };
    try {
      const { searchEntries } = await answerTo(client.search(base, options));
      for (const { dn, ...values } of searchEntries) found.push({ dn, attributes: attributesOf(values, search.attributes) });
    } catch (error) {
      if (isAnswer(error) && error.code === SIZE_LIMIT) return undefined;
      if (isAnswer(error) && error.code === NO_SUCH_OBJECT) throw misconfigured(`There is no "${base}" in the directory.`, error);
      if (isAnswer(error)) throw misconfigured('The directory refuses the search of this node.', error);
      throw error;
    }
  }
  const dns = new Set(found.map(({ dn }) => dn.toLowerCase()));
  return dns.size === 1 ? found[0] : undefined;
}

/** A typed name goes into a filter as a value and can never be a part of one. */
function filterOf({ nameAttributes, filter }: DirectorySearch, username: string): Filter {
  const isNamed = new OrFilter({ filters: nameAttributes.map((attribute) => new EqualityFilter({ attribute, value: username })) });
  if (filter.trim() === '') return isNamed;
  try {
    return new AndFilter({ filters: [isNamed, FilterParser.parseString(filter)] });
  } catch (error) {
    throw misconfigured(`"${filter}" is no filter of LDAP.`, error);
  }
}

function attributesOf(
  values: Readonly<Record<string, string | string[] | Buffer | Buffer[]>>,
  wanted: readonly string[],
): Record<string, readonly string[]> {
  const byName = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), [value].flat()]));
  return Object.fromEntries(
    wanted.flatMap((name) => {
      const texts = (byName.get(name.toLowerCase()) ?? []).map((value) => (typeof value === 'string' ? value : value.toString('base64')));
      return texts.length === 0 ? [] : [[name, texts]];
    }),
  );
}

/** Binds as somebody. */
async function tryPassword(
  client: Client,
  { dialect }: DirectoryServer,
  dn: string,
  password: string,
): Promise<DirectoryPasswordState | Exclude<DirectoryResult['status'], 'right'>> {
  const policy = new PasswordPolicyControl();
  try {
    await answerTo(client.bind(dn, password, dialect === 'behera' ? policy : []));
  } catch (error) {
    if (!isAnswer(error)) throw error;
    if (policy.value?.error === PasswordPolicyError.AccountLocked) return 'locked';
    if (policy.value?.error === PasswordPolicyError.PasswordExpired) return 'expired';
    if (REFUSES_ACCOUNT.has(error.code)) return 'locked';
    if (error.code !== INVALID_CREDENTIALS && error.code !== NO_SUCH_OBJECT)
      throw misconfigured('The directory is not willing to check passwords.', error);
    const said = dialect === 'active-directory' ? ACTIVE_DIRECTORY[/\bdata ([0-9a-f]+)\b/i.exec(error.message)?.[1] ?? ''] : undefined;
    return said === 'mustChange' ? { state: 'mustChange' } : (said ?? 'wrong');
  }
  const { error, graceAuthNsRemaining, timeBeforeExpiration } = policy.value ?? {};
  if (error === PasswordPolicyError.ChangeAfterReset) return { state: 'mustChange' };
  if (graceAuthNsRemaining !== undefined) return { state: 'grace', left: graceAuthNsRemaining };
  return timeBeforeExpiration === undefined ? { state: 'valid' } : { state: 'expiring', seconds: timeBeforeExpiration };
}
