import { randomUUID } from 'node:crypto';
import type { AccessPolicyDesk } from '@waygate/http';
import { type AccessPolicy, application, EVERYONE, keptAccessPolicy, offlineIdp, WaygateError } from '@waygate/schema';
import { derivedId } from './derived-id.ts';
import { guardedApplications } from './guarded-applications.ts';
import type { Workspace } from './workspace.ts';

const KIND = 'accessPolicy';

/**
 * Access policies of identity providers. An application that is given one has the groups of its rules as its group policy, so that there is one place that says who may use
 * an application offline.
 */
export function accessPolicyDesk(workspace: Pick<Workspace, 'stores'>): AccessPolicyDesk {
  const { realmObjects } = workspace.stores;
  const unknown = () => new WaygateError('notFound', 'access_policy.unknown', 'There is no such access policy.');
  const defaultOf = async (realm: string, idpId: string): Promise<readonly AccessPolicy[]> => {
    const value = await realmObjects.get(realm, 'offlineIdp', idpId);
    if (value === undefined) throw new WaygateError('notFound', 'continuity.provider_not_found', 'There is no such identity provider.');
    return offlineIdp.parse(value).mode === 'AUTOMATIC' ? [everybodyByPassword(idpId)] : [];
  };
  const kept = async (realm: string) =>
    (await realmObjects.list(realm, KIND)).map(({ id, value }) => {
      const { idpId, ...policy } = keptAccessPolicy.parse(value);
      return { idpId, policy: { ...policy, id, isDefault: false } };
    });
  const list = async (realm: string, idpId: string): Promise<readonly AccessPolicy[]> => [
    ...(await defaultOf(realm, idpId)),
    ...(await kept(realm)).flatMap((each) => (each.idpId === idpId ? [each.policy] : [])),
  ];
  const get = async (realm: string, idpId: string, id: string): Promise<AccessPolicy> => {
    const found = (await list(realm, idpId)).find((policy) => policy.id === id);
    if (found === undefined) throw unknown();
    return found;
  };
  const applicationOf = async (realm: string, id: string) => {
    const value = await realmObjects.get(realm, 'application', id);
    if (value === undefined) throw new WaygateError('notFound', 'application.not_found', 'There is no such application.');
    return application.parse(value);
  };
  return {
    list,
    get,
    async create(realm, idpId, wish) {
      await defaultOf(realm, idpId);
      const id = randomUUID();
      await realmObjects.create(realm, KIND, { id, value: { ...wish, idpId } });
      return { ...wish, id, isDefault: false };
    },
    async remove(realm, idpId, id) {
      const { isDefault } = await get(realm, idpId, id);
      if (isDefault) throw new WaygateError('state', 'access_policy.default', 'The default access policy stays.');
      const used = (await guardedApplications(workspace, realm))
        .filter(({ offline }) => offline.accessPolicyId === id)
        .map(({ name }) => name);
      if (used.length > 0)
        throw new WaygateError(
          'state',
          'access_policy.in_use',
          `Applications go by this access policy: ${used.join(', ')}. Change them first.`,
        );
      await realmObjects.remove(realm, KIND, id);
    },
    async ofApplication(realm, applicationId) {
      const { accessPolicyId } = (await applicationOf(realm, applicationId)).offline;
      if (accessPolicyId === undefined)
        throw new WaygateError('notFound', 'access_policy.none', 'The application goes by no access policy.');
      return accessPolicyId;
    },
    async assign(realm, applicationId, id) {
      const { idpId } = await applicationOf(realm, applicationId);
      const policy = idpId === undefined ? undefined : (await list(realm, idpId)).find((each) => each.id === id);
      if (policy === undefined) {
        const details = [{ path: 'accessPolicyId', message: 'The identity provider of the application has no such access policy.' }];
        throw new WaygateError('input', 'access_policy.not_for_application', 'The body is not right.', { details });
      }
      const names = new Set(policy.rules.flatMap(({ conditions }) => conditions.groups.include.map(({ name }) => name)));
      const groups = [...names].map((name) => ({ name }));
      const changed = await realmObjects.update(realm, 'application', applicationId, (value) => {
        const before = application.parse(value);
        return { ...before, offline: { ...before.offline, groups, accessPolicyId: id } };
      });
      if (changed === undefined) throw new WaygateError('notFound', 'application.not_found', 'There is no such application.');
    },
  };
}

/** What a provider that fails over by itself has without anybody making it. */
function everybodyByPassword(idpId: string): AccessPolicy {
  const password = { authenticationMethods: [{ key: 'password' as const }] };
  return {
    id: derivedId('access policy', idpId),
    name: 'Default policy',
    isDefault: true,
    rules: [
      {
        name: 'Everybody by password',
        conditions: { groups: { include: [{ name: EVERYONE }] } },
        actions: { access: 'allow', chains: [password] },
      },
    ],
  };
}
