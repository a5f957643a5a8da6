import { randomUUID } from 'node:crypto';
import type { AccessPolicyDesk } from '@waygate/http';
import { type AccessPolicy, application, offlineIdp, WaygateError } from '@waygate/schema';
import { accessPoliciesOf, everybodyByPassword, groupsOfPolicy } from './access-policies-of.ts';
import { guardedApplications } from './guarded-applications.ts';
import type { Workspace } from './workspace.ts';

const KIND = 'accessPolicy';

/**
 * Access policies of identity providers. An application that is given one shows the groups of its rules as its group policy, so that whoever asks for either is told the same.
 */
export function accessPolicyDesk(workspace: Pick<Workspace, 'stores'>): AccessPolicyDesk {
  const { realmObjects } = workspace.stores;
  const unknown = () => new WaygateError('notFound', 'access_policy.unknown', 'There is no such access policy.');
  const defaultOf = async (realm: string, idpId: string): Promise<readonly AccessPolicy[]> => {
    const value = await realmObjects.get(realm, 'offlineIdp', idpId);
    if (value === undefined) throw new WaygateError('notFound', 'continuity.provider_not_found', 'There is no such identity provider.');
    return offlineIdp.parse(value).mode === 'AUTOMATIC' ? [everybodyByPassword(idpId)] : [];
  };
  const list = async (realm: string, idpId: string): Promise<readonly AccessPolicy[]> => [
    ...(await defaultOf(realm, idpId)),
    ...(await accessPoliciesOf(workspace, realm, idpId)),
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
      const groups = [...groupsOfPolicy(policy)];
      const changed = await realmObjects.update(realm, 'application', applicationId, (value) => {
        const before = application.parse(value);
        return { ...before, offline: { ...before.offline, groups, accessPolicyId: id } };
      });
      if (changed === undefined) throw new WaygateError('notFound', 'application.not_found', 'There is no such application.');
    },
  };
}
