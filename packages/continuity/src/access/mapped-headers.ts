import { type Application, type HeaderSource, WaygateError } from '@waygate/schema';
import type { SignedOn } from './signed-on.ts';

/** How much all headers of an application may say together, bytes: proxies give what comes from here little room. */
const MOST = 8 * 1024;

/** Whom the headers tell of. */
export interface HeaderSubject {
  readonly session: SignedOn;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly groups: readonly string[];
}

/**
 * The headers that an application is told by: every one that is mapped, empty when there is nothing to say, so that whatever a client sent under the name is overwritten.
 * Everything but visible ASCII and space is percent-encoded as UTF-8, and `%` and, in lists, the separator too: decoding gives back exactly what was meant.
 * @throws WaygateError `application.headers_too_long` (state): half a list of groups would be another list
 */
export function mappedHeaders({ headers }: Application, subject: HeaderSubject): Readonly<Record<string, string>> {
  const said = headers.map(({ header, source }) => [header, contentOf(source, subject)] as const);
  const size = said.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  if (size <= MOST) return Object.fromEntries(said);
  throw new WaygateError('state', 'application.headers_too_long', `What the headers say of this person is longer than ${MOST / 1024} KiB.`);
}

function contentOf(source: HeaderSource, { session, attributes, groups }: HeaderSubject): string {
  switch (source.type) {
    case 'attribute':
      return list(Object.hasOwn(attributes, source.attribute) ? (attributes[source.attribute] ?? []) : [], source.separator);
    case 'groups':
      return list(groups, source.separator);
    case 'session':
      return encoded(ofSession(session, source.property));
    case 'constant':
      return encoded(source.value);
  }
}

function list(values: readonly string[], separator: string): string {
  return values.map((value) => encoded(value, separator)).join(separator);
}

function ofSession(session: SignedOn, property: string): string {
  switch (property) {
    case 'username':
      return session.username;
    case 'userId':
      return session.userId;
    case 'realm':
      return session.realm;
    case 'authLevel':
      return String(session.authLevel);
    case 'offline':
      return session.offline === undefined ? 'false' : 'true';
    default:
      return Object.hasOwn(session.properties, property) ? (session.properties[property] ?? '') : '';
  }
}

/** @param also further characters that must not stand for themselves */
function encoded(value: string, also = ''): string {
  return [...value.toWellFormed().trim()]
    .map((character) =>
      /^[\x20-\x7e]$/.test(character) && character !== '%' && !also.includes(character) ? character : escaped(character),
    )
    .join('');
}

function escaped(character: string): string {
  return [...new TextEncoder().encode(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
