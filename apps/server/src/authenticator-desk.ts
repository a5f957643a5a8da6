import { randomUUID } from 'node:crypto';
import type { AuthenticatorDesk } from '@waygate/http';
import { type OfflineAuthenticator, offlineAuthenticator, WaygateError } from '@waygate/schema';
import { derivedId } from './derived-id.ts';
import type { Workspace } from './workspace.ts';

const KIND = 'offlineAuthenticator';

/** By what people of an identity provider can prove offline who they are. A provider has one smart card authenticator at most, which is kept under its id. */
export function authenticatorDesk({ stores: { realmObjects } }: Pick<Workspace, 'stores'>): AuthenticatorDesk {
  const list = async (realm: string, idpId: string): Promise<readonly OfflineAuthenticator[]> => {
    if ((await realmObjects.get(realm, 'offlineIdp', idpId)) === undefined)
      throw new WaygateError('notFound', 'continuity.provider_not_found', 'There is no such identity provider.');
    const added = await realmObjects.get(realm, KIND, idpId);
    const password = { id: derivedId('password', idpId), key: 'password', name: 'Password', status: 'ACTIVE' } as const;
    return [password, ...(added === undefined ? [] : [offlineAuthenticator.parse(added)])];
  };
  const get = async (realm: string, idpId: string, id: string): Promise<OfflineAuthenticator> => {
    const found = (await list(realm, idpId)).find((authenticator) => authenticator.id === id);
    if (found === undefined) throw new WaygateError('notFound', 'authenticator.unknown', 'There is no such authenticator.');
    return found;
  };
  return {
    list,
    get,
    async create(realm, idpId, wish) {
      await list(realm, idpId);
      const made = { ...wish, id: randomUUID(), status: 'INACTIVE' as const };
      if (!(await realmObjects.create(realm, KIND, { id: idpId, value: made })))
        throw new WaygateError('state', 'authenticator.exists', 'The identity provider has a smart card authenticator already.');
      return made;
    },
    async remove(realm, idpId, id) {
      const { key } = await get(realm, idpId, id);
      if (key === 'password') throw new WaygateError('state', 'authenticator.built_in', 'The password is built in and stays.');
      await realmObjects.remove(realm, KIND, idpId);
    },
  };
}
