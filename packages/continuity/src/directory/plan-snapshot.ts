import type { DirectoryConfig } from '@waygate/schema';
import { isDisabled } from './account-disabled.ts';
import { canonicalDn } from './canonical-dn.ts';
import type { DirectoryContent, RawEntry } from './directory-reader.ts';
import { foldName } from './fold-name.ts';
import type { SnapshotUser } from './snapshot-user.ts';

/** Attributes that an account here is made of. */
export const PROFILE_ATTRIBUTES = ['givenName', 'sn', 'cn', 'displayName', 'mail'];
/** What of a value is kept, characters. */
const LONGEST_VALUE = 1_024;
const LONGEST_NAME = 256;
const MOST_VALUES = 10;

/** A copy before it is written. */
export interface SnapshotPlan {
  readonly users: readonly SnapshotUser[];
  readonly groups: number;
  /** Names that several groups have, as one of them writes it. */
  readonly sharedGroupNames: readonly string[];
  /** Entries that could not be taken. */
  readonly skipped: number;
}

interface Group {
  readonly name: string;
  readonly members: readonly string[];
  readonly sid: string | undefined;
}

/**
 * Makes a copy of what was read. Who is in a group that is in another is in both, however they are nested and whether they go round in a circle. Several people of one name, or of one id, are
 * nobody: nobody can say who is meant.
 * @param now epoch milliseconds
 */
export function planSnapshot(content: DirectoryContent, config: DirectoryConfig, now: number): SnapshotPlan {
  const users = content.users.flatMap((entry) => userOf(entry, config) ?? []);
  const names = countBy(users, ({ key }) => key);
  const ids = countBy(users, ({ uniqueId }) => uniqueId.toLowerCase());
  const taken = users.filter(({ key, uniqueId }) => names.get(key) === 1 && ids.get(uniqueId.toLowerCase()) === 1);

  const groups = groupsOf(content.groups, config);
  const byMember = membershipsOf(groups);
  const bySid = new Map([...groups].flatMap(([dn, { sid }]) => (sid === undefined ? [] : [[sid, dn] as const])));
  return {
    users: taken.map(({ entry, uniqueId, username, dn }) => {
      const direct = [
        ...(byMember.get(dn) ?? []),
        ...values(entry, config.memberUserAttribute).flatMap((value) => byMember.get(plainMember(value)) ?? []),
        ...primaryGroupOf(entry, bySid),
      ];
      const within = closure(direct, byMember).filter((group) => groups.has(group));
      const names = within.flatMap((group) => groups.get(group)?.name ?? []);
      return {
        uniqueId,
        username,
        dn: entry.dn,
        groups: [...new Set(names)].sort(),
        groupDns: [...within].sort(),
        isDisabled: isDisabled(entry, now),
        attributes: profileOf(entry),
      };
    }),
    groups: groups.size,
    sharedGroupNames: sharedNames([...groups.values()].map(({ name }) => name)),
    skipped: content.users.length - taken.length + (content.groups.length - groups.size),
  };
}

function userOf(entry: RawEntry, { usernameLDAPAttribute, uniqueIdAttribute }: DirectoryConfig) {
  const [username] = values(entry, usernameLDAPAttribute);
  const [uniqueId, ...more] = values(entry, uniqueIdAttribute);
  const dn = canonicalDn(entry.dn);
  if (username === undefined || uniqueId === undefined || more.length > 0 || dn === undefined) return undefined;
  if (username.trim() === '' || username.length > LONGEST_NAME || uniqueId === '' || uniqueId.length > LONGEST_NAME) return undefined;
  return { entry, username, uniqueId, dn, key: foldName(username) };
}

/** Groups by distinguished name. */
function groupsOf(entries: readonly RawEntry[], { groupNameLDAPAttribute, memberAttribute }: DirectoryConfig): ReadonlyMap<string, Group> {
  const groups = entries.flatMap((entry) => {
    const [name] = values(entry, groupNameLDAPAttribute);
    const dn = canonicalDn(entry.dn);
    if (name === undefined || name.trim() === '' || name.length > LONGEST_NAME || dn === undefined) return [];
    const group: Group = { name, members: values(entry, memberAttribute), sid: values(entry, 'objectSid')[0] };
    return [[dn, group] as const];
  });
  return new Map(groups);
}

/** The groups that somebody, or another group, is in directly, by who that is. */
function membershipsOf(groups: ReadonlyMap<string, Group>): ReadonlyMap<string, readonly string[]> {
  const byMember = new Map<string, string[]>();
  for (const [dn, { members }] of groups) {
    for (const member of members) {
      const key = canonicalDn(member) ?? plainMember(member);
      const known = byMember.get(key);
      if (known === undefined) byMember.set(key, [dn]);
      else known.push(dn);
    }
  }
  return byMember;
}

/** A member that is named by a value and not by a distinguished name; none of those begins so. */
function plainMember(value: string): string {
  return `=${foldName(value)}`;
}

/** These groups and all that they are in. */
function closure(direct: readonly string[], byMember: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found = new Set<string>();
  const open = [...direct];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(byMember.get(next) ?? []));
  }
  return [...found];
}

/** Active Directory keeps one group of everybody apart from the members of groups: by the last number of its SID (MS-ADTS 3.1.1.4.5.19). */
function primaryGroupOf(entry: RawEntry, bySid: ReadonlyMap<string, string>): readonly string[] {
  const [sid] = values(entry, 'objectSid');
  const [number] = values(entry, 'primaryGroupID');
  const group = sid === undefined || number === undefined ? undefined : bySid.get(sid.replace(/\d+$/, number));
  return group === undefined ? [] : [group];
}

function profileOf(entry: RawEntry): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    PROFILE_ATTRIBUTES.flatMap((name) => {
      const found = values(entry, name).filter((value) => value.length <= LONGEST_VALUE);
      return found.length === 0 ? [] : [[name, found.slice(0, MOST_VALUES)]];
    }),
  );
}

function values(entry: RawEntry, attribute: string): readonly string[] {
  return entry.values[attribute.toLowerCase()] ?? [];
}

/** Names that are there more than once, in any case. */
function sharedNames(names: readonly string[]): readonly string[] {
  const spellings = new Map(names.map((name) => [foldName(name), name]));
  return [...countBy(names, foldName)].flatMap(([key, count]) => (count > 1 ? [spellings.get(key) ?? key] : [])).sort();
}

function countBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
