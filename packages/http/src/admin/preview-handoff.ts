import type { Identity } from '@waygate/node-kit';
import { isAdministrator, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import type { HttpDeps } from '../http-deps.ts';

/** How long the way from the console's host to the sign-on page of people may take, milliseconds. */
const LASTS_MS = 120_000;
const CONTEXT = 'preview-handoff';

const handedOff = z.strictObject({ hash: z.string(), adminId: z.string(), until: z.number() });

/**
 * What brings a preview from the host of administration, where its administrator is signed on, to that of people, where they are not: that they asked for it, sealed. It is
 * good for as long as the way takes, and for one try, since the ticket is.
 * @param hash of the ticket
 * @returns undefined on a server that seals nothing
 */
export function handOffPreview(hash: string, adminId: string, { sealer, now }: HttpDeps): string | undefined {
  return sealer?.seal(CONTEXT, JSON.stringify({ hash, adminId, until: now() + LASTS_MS } satisfies z.infer<typeof handedOff>));
}

/** What was handed off, as long as who asked for it administers. @returns undefined for anything else */
export async function takeHandedOff(
  text: string,
  deps: HttpDeps,
): Promise<{ readonly hash: string; readonly admin: Identity } | undefined> {
  const { sealer, now, identities } = deps;
  if (sealer === undefined) return undefined;
  let opened: string;
  try {
    opened = sealer.open(CONTEXT, text);
  } catch (error) {
    if (error instanceof WaygateError && error.code === 'seal.unreadable') return undefined;
    throw error;
  }
  const { hash, adminId, until } = handedOff.parse(JSON.parse(opened));
  if (until < now()) return undefined;
  const admin = await identities.findById('/', adminId);
  return admin?.active === true && isAdministrator(admin) ? { hash, admin } : undefined;
}
