import type { SignOnSession } from '@waygate/engine';
import { type Factor, isStillOwned } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import type { HttpDeps } from '../http-deps.ts';
import { DEVICE_KINDS, FRESH_MS } from './step-up.ts';

/** What a browser remembers takes nobody to do anything. */
const REMEMBERED = 'remembered:';

/**
 * Asks for a fresh proof of whatever the person has: a password, a device, a code, a mailbox, a sign-on elsewhere. It is what takes something away from whoever else has it, a session or the access of an application, so
 * it asks for less than a change of devices: whoever has lost their phone must be able to do it with what is left to them. A device that was removed since shows nothing, except in the session that removed it.
 * @throws WaygateError `account.step_up` (forbidden)
 */
export async function requireAnyProof(session: SignOnSession, { devices, now }: Pick<HttpDeps, 'devices' | 'now'>): Promise<void> {
  const { realm, userId } = session;
  const fresh = session.evidence.filter(
    ({ subjectId, factor, at }) => subjectId === userId && now() - at <= FRESH_MS && !isRemembered(factor),
  );
  const owned = (await Promise.all(DEVICE_KINDS.map((kind) => devices.list(realm, userId, kind)))).flat();
  // Whoever takes a lost phone off their account goes on by what they showed for it.
  const counting = new Set([...owned, ...(session.removals ?? [])].map(({ uuid }) => uuid));
  if (fresh.some((one) => isStillOwned(one, counting))) return;
  const message = 'Prove anew who you are, by whatever you have, then try within 15 minutes.';
  throw new WaygateError('forbidden', 'account.step_up', message, {
    details: { errorCode: 'account.step_up', factors: [], maxAge: FRESH_MS / 1000 },
  });
}

function isRemembered(factor: Factor): boolean {
  return factor.startsWith(REMEMBERED);
}
