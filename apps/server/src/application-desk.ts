import { randomUUID } from 'node:crypto';
import type { ApplicationDesk } from '@waygate/http';
import { type Application, application, WaygateError } from '@waygate/schema';
import { accessPolicyOf, groupsOfPolicy } from './access-policies-of.ts';
import { watchedProviders } from './continuity-desk.ts';
import { guardedApplications } from './guarded-applications.ts';
import type { Workspace } from './workspace.ts';

const KIND = 'application';

/** Applications that proxies guard, as administrators and the command line set them up. */
export function applicationDesk(workspace: Pick<Workspace, 'stores'>): ApplicationDesk {
  const { realmObjects, journeys } = workspace.stores;
  const unknown = () => new WaygateError('notFound', 'application.not_found', 'There is no such application.');

  /** An access policy must be there, and nothing may be said beside it that it does not say. */
  const checkPolicy = async (realm: string, { idpId, offline: { accessPolicyId, groups } }: Omit<Application, 'id'>): Promise<void> => {
    if (accessPolicyId === undefined) return;
    const policy = idpId === undefined ? undefined : await accessPolicyOf(workspace, realm, idpId, accessPolicyId);
    if (policy === undefined) {
      const message = 'The identity provider of the application has no such access policy. Leave accessPolicyId out to name groups.';
      throw new WaygateError('input', 'access_policy.not_for_application', message);
    }
    const said = groupsOfPolicy(policy).map(({ name }) => name);
    if (groups.length !== said.length || groups.some(({ name }) => !said.includes(name))) {
      const message = `The access policy says which groups may use the application offline: ${said.join(', ')}. Leave accessPolicyId out to name others.`;
      throw new WaygateError('input', 'access_policy.other_groups', message);
    }
  };

  const check = async (realm: string, wish: Omit<Application, 'id'>, id?: string): Promise<void> => {
    const others = (await guardedApplications(workspace, realm)).filter((other) => other.id !== id);
    if (others.some(({ name }) => name === wish.name))
      throw new WaygateError('state', 'application.exists', `The realm has an application "${wish.name}" already.`);
    const neighbour = others.find(({ publicDomain }) => publicDomain === wish.publicDomain);
    if (neighbour !== undefined)
      throw new WaygateError('state', 'application.exists', `${wish.publicDomain} is the public domain of "${neighbour.name}" already.`);
    if (wish.idpId !== undefined && !(await watchedProviders(workspace, realm)).some((provider) => provider.id === wish.idpId))
      throw new WaygateError('input', 'application.idp_unknown', 'The realm watches no identity provider of this id.');
    if (wish.journey !== undefined && (await journeys.published(realm, wish.journey)) === undefined)
      throw new WaygateError('input', 'application.journey_unknown', `The realm has no published journey "${wish.journey}".`);
    await checkPolicy(realm, wish);
  };

  const change = async (realm: string, id: string, step: (kept: Application) => Application): Promise<Application> => {
    const changed = await realmObjects.update(realm, KIND, id, (value) => ({ ...step(application.parse(value)) }));
    if (changed === undefined) throw unknown();
    return application.parse(changed);
  };

  const get = async (realm: string, id: string): Promise<Application> => {
    const value = await realmObjects.get(realm, KIND, id);
    if (value === undefined) throw unknown();
    return application.parse(value);
  };

  return {
    list: (realm) => guardedApplications(workspace, realm),
    get,
    async create(realm, wish) {
      await check(realm, wish);
      const made: Application = { ...wish, id: randomUUID() };
      await realmObjects.create(realm, KIND, { id: made.id, value: { ...made } });
      return made;
    },
    async replace(realm, id, wish) {
      await get(realm, id);
      await check(realm, wish, id);
      return change(realm, id, () => ({ ...wish, id }));
    },
    async remove(realm, id) {
      if (!(await realmObjects.remove(realm, KIND, id))) throw unknown();
    },
    groupPolicy: async (realm, id) => ({ groups: (await get(realm, id)).offline.groups }),
    async putGroupPolicy(realm, id, { groups }) {
      // An access policy that the groups were taken from does not say any more who may use it.
      const changed = await change(realm, id, (kept) => ({ ...kept, offline: { state: kept.offline.state, groups } }));
      return { groups: changed.offline.groups };
    },
    setOfflineState: (realm, id, state) => change(realm, id, (kept) => ({ ...kept, offline: { ...kept.offline, state } })),
    setAskBeforeEntry: (realm, id, askBeforeEntry) => change(realm, id, (kept) => ({ ...kept, askBeforeEntry })),
  };
}
