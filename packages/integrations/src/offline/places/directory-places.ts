import type { DirectoryServer } from '@waygate/node-kit';
import type { DeviceDirectory, DeviceKeeping } from '@waygate/schema';
import { Attribute, Change, type Client, type Entry } from 'ldapts';
import { type DirectorySurroundings, isAnswer, misconfigured, withDirectoryClient } from '../../directory/directory-client.ts';
import { findEntry } from '../../directory/directory-service.ts';
import { escapeDn } from './escape-dn.ts';
import type { PhoneOwner, PhonePlace } from './phone-place.ts';

/** Milliseconds for each operation: somebody waits who wants to sign on. */
const WITHIN_MS = 2_000;
/** Result code of RFC 4511. */
const NO_SUCH_OBJECT = 32;

/** An attribute of the entries of people in a directory. */
export function entryAttributePlace(
  {
    attribute,
    directory,
    searchBase,
    searchAttribute,
    searchFilter,
    searchScope,
  }: Extract<DeviceKeeping, { type: 'attribute' }> & { readonly directory: DeviceDirectory },
  surroundings: DirectorySurroundings,
): PhonePlace {
  const found = (client: Client, { username }: PhoneOwner, attributes: readonly string[]) =>
    findEntry(
      client,
      { bases: [searchBase], scope: searchScope, nameAttributes: [searchAttribute], filter: searchFilter, attributes },
      username,
    );
  const readAttribute = (owner: PhoneOwner, name: string) =>
    withDirectoryClient(serverOf(directory), surroundings, async (client) => (await found(client, owner, [name]))?.attributes[name]?.[0]);
  return {
    read: (owner) => readAttribute(owner, attribute),
    write: (owner, text) =>
      withDirectoryClient(serverOf(directory), surroundings, async (client) => {
        const entry = await found(client, owner, []);
        if (entry !== undefined) await setAttribute(client, entry.dn, attribute, text);
        else if (text !== undefined) throw misconfigured(`There is nobody of that name under "${searchBase}".`, undefined);
      }),
    attribute: readAttribute,
  };
}

/** Objects of their own in a directory, by a pattern of their names. */
export function objectPlace(
  { directory, distinguishedNamePattern, objectClass, attribute, createEntries }: Extract<DeviceKeeping, { type: 'objects' }>,
  surroundings: DirectorySurroundings,
): PhonePlace {
  return {
    read: (owner) =>
      withDirectoryClient(serverOf(directory), surroundings, async (client) => {
        const entry = await readEntry(client, nameOf(distinguishedNamePattern, owner, escapeDn), attribute);
        return entry === undefined ? undefined : textOf(entry, attribute);
      }),
    write: (owner, text) =>
      withDirectoryClient(serverOf(directory), surroundings, async (client) => {
        const dn = nameOf(distinguishedNamePattern, owner, escapeDn);
        const isThere = (await readEntry(client, dn, attribute)) !== undefined;
        if (isThere) return setAttribute(client, dn, attribute, text);
        if (text === undefined) return;
        if (!createEntries) throw misconfigured(`There is no "${dn}", and entries are not to be created.`, undefined);
        const [naming = '', ...value] = firstPart(distinguishedNamePattern).split('=');
        const named = nameOf(value.join('='), owner, (one) => one);
        await client.add(dn, { objectClass: [objectClass], [naming]: [named], [attribute]: [text] });
      }),
  };
}

/** The pattern with the person put in. */
function nameOf(pattern: string, { realm, username }: PhoneOwner, written: (value: string) => string): string {
  const values: Readonly<Record<string, string>> = { username, realm: realm === '/' ? realm : realm.slice(1) };
  return pattern.replaceAll(/\{(username|realm)\}/g, (_, name: string) => written(values[name] ?? ''));
}

/** What stands before the first comma of a pattern that is not a part of a value. */
function firstPart(pattern: string): string {
  return /^(?:[^\\,]|\\.)*/.exec(pattern)?.[0] ?? pattern;
}

async function readEntry(client: Client, dn: string, attribute: string): Promise<Entry | undefined> {
  try {
    const { searchEntries } = await client.search(dn, { scope: 'base', filter: '(objectClass=*)', attributes: [attribute] });
    return searchEntries[0];
  } catch (error) {
    if (isAnswer(error) && error.code === NO_SUCH_OBJECT) return undefined;
    throw error;
  }
}

function textOf(entry: Entry, attribute: string): string | undefined {
  const found = Object.entries(entry).find(([name]) => name.toLowerCase() === attribute.toLowerCase());
  const [value] = [found?.[1] ?? []].flat();
  return value === undefined ? undefined : value.toString();
}

async function setAttribute(client: Client, dn: string, type: string, text: string | undefined): Promise<void> {
  const values = text === undefined ? [] : [text];
  await client.modify(dn, [new Change({ operation: 'replace', modification: new Attribute({ type, values }) })]);
}

function serverOf({ addresses, mode, bindDn, bindPassword, certificate }: DeviceDirectory): DirectoryServer {
  const byCertificate = certificate === undefined ? {} : { certificate };
  return { addresses, mode, bindDn, bindPassword, ...byCertificate, within: WITHIN_MS, dialect: 'plain' };
}
