import type { OathDevice } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';
import { toBase64Url, utf8 } from '../base64.ts';
import { imageMember, oathMembers } from './oath-uri.ts';

/** What a combined link says beside its push half. */
export interface CombinedUriFacts {
  /** The link of the push half, `pushauth://push/…`, without an image. */
  readonly pushUri: string;
  readonly device: OathDevice;
  readonly imageUrl: string;
  /** Rules that the app enforces; undefined when there are none. */
  readonly policies: JsonObject | undefined;
}

/** Writes the link by which an app registers for push and shows codes after one scan: `mfauth://totp|hotp/<issuer>:<account>?…`. */
export function makeCombinedUri({ pushUri, device, imageUrl, policies }: CombinedUriFacts): string {
  const rest = pushUri.slice('pushauth://push/'.length);
  const members: readonly (readonly [string, string])[] = [
    ...imageMember(imageUrl),
    ...oathMembers(device),
    ['oid', toBase64Url(utf8(device.uuid))],
    ...(policies === undefined ? [] : ([['policies', cleanBase64(policies)]] as const)),
  ];
  return `mfauth://${device.algorithm.toLowerCase()}/${rest}&${members.map(([name, value]) => `${name}=${value}`).join('&')}`;
}

/**
 * JSON in base64 that has neither `-` nor `_`, because iOS skips rules that it cannot read and enforces nothing then. In ASCII only `>`, `?`, `~` and DEL lead to
 * those two characters, and JSON can write all of them in another way.
 */
function cleanBase64(policies: JsonObject): string {
  const text = JSON.stringify(policies).replaceAll(
    /[>?~\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return toBase64Url(utf8(text));
}
