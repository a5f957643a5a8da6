import { type Identity, isStillOwned, namesDevice } from '@waygate/node-kit';
import type { EngineDeps } from './engine-deps.ts';
import { observedRun } from './observed-run.ts';
import { areReplaced, passwordProofs } from './password-watch.ts';
import type { Run } from './run.ts';

/**
 * Whether a run that waited must end before any of its nodes acts: the password that was proved in it is no longer the person's, the device that was shown is not, or they
 * may not sign on any more. Whoever shuts a thief out shuts them out of the pages that they have open, too.
 */
export async function lostWhileWaiting(run: Run, deps: EngineDeps): Promise<boolean> {
  if (passwordProofs(run).length > 0) {
    const person = await personOf(run, deps);
    if (person === undefined || (!person.active && !run.inactive)) return true;
    // What a step of this run changed before its answer was lost is no other's doing: the step may come again.
    const isOwn = person.passwordChangedBy?.startsWith(`${run.id}.`) === true;
    if (!isOwn && passwordsLost(run, person, deps)) return true;
  }
  return devicesLost(run, deps);
}

/** Notes before a run waits whether its person may sign on: a journey that unlocks an account goes on with somebody who may not. */
export async function noteStanding(run: Run, deps: EngineDeps): Promise<void> {
  run.inactive = passwordProofs(run).length > 0 && (await personOf(run, deps))?.active === false;
}

/** Whether every password that was proved was replaced since. Tells the author. */
export function passwordsLost(run: Run, { passwordChangedAt }: Identity, deps: EngineDeps): boolean {
  if (!areReplaced(passwordProofs(run), passwordChangedAt)) return false;
  const message = `The password that the journey ${run.journey.document.name} asked for was replaced since.`;
  deps.observer.fault({ ...observedRun(run), code: 'journey.password_replaced', message, at: deps.now() });
  return true;
}

/** Takes out of the evidence what was shown by devices that are no longer the person's. @returns whether no proof by a device is left. Tells the author then. */
export async function devicesLost(run: Run, deps: EngineDeps): Promise<boolean> {
  const { subject, evidenceOfSubject } = run;
  const shown = evidenceOfSubject.filter(({ device }) => device !== undefined);
  if (subject === undefined || shown.length === 0) return false;
  const owned = await deps.ports.devices.owned(run.realm, subject);
  const lost = new Set(shown.filter((one) => !isStillOwned(one, owned)));
  if (lost.size === 0) return false;
  run.evidence.splice(0, run.evidence.length, ...run.evidence.filter((one) => !lost.has(one)));
  if (run.evidenceOfSubject.some(({ factor }) => namesDevice(factor))) return false;
  const message = `The device that the journey ${run.journey.document.name} asked for was removed since.`;
  deps.observer.fault({ ...observedRun(run), code: 'journey.device_removed', message, at: deps.now() });
  return true;
}

/** The person as they are now; undefined when they are gone. */
async function personOf({ realm, subject }: Run, { ports }: EngineDeps): Promise<Identity | undefined> {
  if (subject === undefined) return undefined;
  const named = await ports.identities.find(realm, subject.username);
  // They may have got another name since.
  return named?.id === subject.id ? named : ports.identities.findBy(realm, '_id', subject.id);
}
