import { type Sealer, WaygateError } from '@waygate/schema';
import { z } from 'zod';

/** What a browser that wants into an application takes along to sign on. It is sealed, so nothing is kept of browsers that never come back. */
const entryTicket = z.object({
  application: z.string(),
  /** Hash of what the cookie of the browser holds. */
  browser: z.string(),
  path: z.string(),
  at: z.number(),
  rehearses: z.boolean(),
  /** Whether the browser was sent to rehearse, signed on as it should be; before that it is only asked to sign on. */
  mayRehearse: z.boolean().exactOptional(),
  /** Handle of the sign-on session whose person said that they want in, by signing on for it or when they were asked, and that may go in by this. */
  agreedBy: z.string().exactOptional(),
});
export type EntryTicket = z.infer<typeof entryTicket>;

/** How long somebody may take to sign on, milliseconds. */
const LASTS_MS = 60 * 60_000;

export function sealTicket(sealer: Sealer, realm: string, ticket: EntryTicket): string {
  return sealer.seal(contextOf(realm), JSON.stringify(ticket));
}

/** @returns undefined for what is no ticket of the realm, or one that is too old */
export function openTicket(sealer: Sealer, realm: string, text: string, now: number): EntryTicket | undefined {
  let opened: string;
  try {
    opened = sealer.open(contextOf(realm), text);
  } catch (error) {
    if (error instanceof WaygateError && error.code === 'seal.unreadable') return undefined;
    throw error;
  }
  const { data } = entryTicket.safeParse(JSON.parse(opened));
  return data !== undefined && now - data.at < LASTS_MS ? data : undefined;
}

function contextOf(realm: string): string {
  return `application-entry|${realm}`;
}
