import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { HealthDesk } from '@waygate/continuity';
import { type FailoverMode, type HealthPolicy, type OfflineIdp, offlineIdp, WaygateError } from '@waygate/schema';
import { guardedApplications } from './guarded-applications.ts';
import type { Workspace } from './workspace.ts';

const KIND = 'offlineIdp';

/** How long one administrator may take to give a name before others count them as gone, milliseconds. */
const NAMES_FOR_MS = 10_000;
const LOOKS_EVERY_MS = 50;

/** What the realm has watched, in the order of the names. */
export async function watchedProviders({ stores }: Pick<Workspace, 'stores'>, realm: string): Promise<readonly OfflineIdp[]> {
  const found = await stores.realmObjects.list(realm, KIND);
  // One that does not have the shape it should have must not end the watch of all others; a journey that names it says that it is not there.
  const read = found.map(({ value }) => offlineIdp.safeParse(value)).flatMap(({ data }) => (data === undefined ? [] : [data]));
  return read.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Providers that are watched, as administrators see and lead them. */
export function continuityDesk(workspace: Pick<Workspace, 'stores'>, health: HealthDesk) {
  const { realmObjects, providerHealth, directories, leases } = workspace.stores;
  const unknown = () => new WaygateError('notFound', 'continuity.provider_not_found', 'There is no such identity provider.');
  const refuseTaken = async (realm: string, name: string, id?: string) => {
    const taken = (await watchedProviders(workspace, realm)).some((provider) => provider.name === name && provider.id !== id);
    if (taken) throw new WaygateError('state', 'continuity.provider_exists', `The realm has an identity provider "${name}" already.`);
  };
  /** Names are looked at and given by one at a time, whichever copy of the server they ask. @throws WaygateError `continuity.names_busy` (operational) */
  const inTurn = async <T>(realm: string, work: () => Promise<T>): Promise<T> => {
    const [name, holder] = [`continuity-names|${realm}`, randomUUID()];
    const until = performance.now() + 2 * NAMES_FOR_MS;
    while ((await leases.take(name, holder, NAMES_FOR_MS)) === undefined) {
      if (performance.now() > until) {
        throw new WaygateError(
          'operational',
          'continuity.names_busy',
          'Somebody else is changing identity providers of the realm. Try again.',
        );
      }
      await pause(LOOKS_EVERY_MS);
    }
    try {
      return await work();
    } finally {
      await leases.release(name, holder);
    }
  };
  const change = async (realm: string, id: string, members: Partial<OfflineIdp>) => {
    const changed = await realmObjects.update(realm, KIND, id, (value) => ({ ...offlineIdp.parse(value), ...members }));
    if (changed === undefined) throw unknown();
    return offlineIdp.parse(changed);
  };
  const { list, view, override, endOverride, simulate, endSimulation } = health;
  return {
    list,
    view,
    override,
    endOverride,
    simulate,
    endSimulation,
    async settings(realm: string, id: string): Promise<OfflineIdp> {
      const value = await realmObjects.get(realm, KIND, id);
      if (value === undefined) throw unknown();
      return offlineIdp.parse(value);
    },
    create: (realm: string, wish: Omit<OfflineIdp, 'id'>): Promise<OfflineIdp> =>
      inTurn(realm, async () => {
        await refuseTaken(realm, wish.name);
        const made: OfflineIdp = { ...wish, id: randomUUID() };
        await realmObjects.create(realm, KIND, { id: made.id, value: { ...made } });
        return made;
      }),
    replace: (realm: string, id: string, wish: Omit<OfflineIdp, 'id'>): Promise<OfflineIdp> =>
      inTurn(realm, async () => {
        await refuseTaken(realm, wish.name, id);
        const changed = await realmObjects.update(realm, KIND, id, () => ({ ...wish, id }));
        if (changed === undefined) throw unknown();
        return offlineIdp.parse(changed);
      }),
    setMode: (realm: string, id: string, mode: FailoverMode) => change(realm, id, { mode }),
    setHealthPolicy: (realm: string, id: string, healthPolicy: HealthPolicy) => change(realm, id, { healthPolicy }),
    /** @throws WaygateError `continuity.provider_in_use` (state) while applications go by it */
    async remove(realm: string, id: string): Promise<void> {
      const used = (await guardedApplications(workspace, realm)).filter(({ idpId }) => idpId === id).map(({ name }) => name);
      if (used.length > 0) {
        const message = `Applications go by this identity provider: ${used.join(', ')}. Change them first.`;
        throw new WaygateError('state', 'continuity.provider_in_use', message, { details: used });
      }
      if (!(await realmObjects.remove(realm, KIND, id))) throw unknown();
      await providerHealth.remove(id);
      await realmObjects.remove(realm, 'offlineAuthenticator', id);
      for (const policy of await realmObjects.list(realm, 'accessPolicy'))
        if (policy.value.idpId === id) await realmObjects.remove(realm, 'accessPolicy', policy.id);
      // Its directory is of no use to anybody else.
      const directory = await realmObjects.get(realm, 'offlineDirectory', id);
      await realmObjects.remove(realm, 'offlineDirectory', id);
      if (typeof directory?.id === 'string') await directories.remove(directory.id);
    },
  };
}
