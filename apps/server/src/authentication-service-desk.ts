import type { DirectoryDesk } from '@waygate/http';
import {
  type AuthenticationServiceCertificate,
  type AuthenticationServiceHealth,
  type AuthenticationServiceRequest,
  type AuthenticationServiceView,
  authenticationServiceCertificate,
  authenticationServiceRequest,
  authenticationServiceView,
  WaygateError,
} from '@waygate/schema';
import { z } from 'zod';
import { certificateDesk } from './certificate-desk.ts';
import type { Workspace } from './workspace.ts';

const KIND = 'authenticationService';
const ID = 'setting';

const kept = z.object({ setting: authenticationServiceRequest, certificates: z.array(authenticationServiceCertificate) });

/**
 * The setting of the authentication service of a realm. The service itself is this server: what is kept here says under which name people know it, and its database
 * is for whoever moves over from Access Gateway, since everything that offline sign-ons need is in the server's own store.
 */
export function authenticationServiceDesk(workspace: Pick<Workspace, 'stores' | 'ring'>, directories: DirectoryDesk, now: () => number) {
  const { realmObjects } = workspace.stores;
  const certificates = certificateDesk(workspace);
  const unset = () =>
    new WaygateError('notFound', 'continuity.authentication_service_unset', 'The authentication service of the realm is not enabled.');
  const read = async (realm: string) => {
    const value = await realmObjects.get(realm, KIND, ID);
    if (value === undefined) throw unset();
    return kept.parse(value);
  };
  const requireCertificate = async (realm: string, id: string) => {
    if ((await certificates.find(realm, id)) !== undefined) return;
    const details = [{ path: 'certificateId', message: 'The realm has no such certificate.' }];
    throw new WaygateError('input', 'continuity.certificate_unknown', 'The body is not right.', { details });
  };
  const problemOf = async (realm: string, id: string, hostname: string): Promise<readonly string[]> => {
    const found = await certificates.find(realm, id);
    if (found === undefined) return [`The certificate of ${hostname} is gone.`];
    const at = new Date(now()).toISOString();
    return at < found.notBefore || at > found.notAfter ? [`The certificate of ${hostname} is not valid now.`] : [];
  };
  const copyProblems = async (realm: string): Promise<readonly string[]> => {
    const found = await Promise.all(
      (await directories.list(realm)).map(async ({ id, connection }) => ({ connection, status: await directories.status(realm, id) })),
    );
    return found.flatMap(({ connection, status }) => {
      if (status.copy === undefined) return [`There is no copy of ${connection.connectionUrl} yet.`];
      return status.alarming ? [`${connection.connectionUrl} could not be copied ${status.failures} times in a row.`] : [];
    });
  };
  return {
    view: async (realm: string): Promise<AuthenticationServiceView> => authenticationServiceView.parse((await read(realm)).setting),
    async put(realm: string, setting: AuthenticationServiceRequest): Promise<AuthenticationServiceView> {
      await requireCertificate(realm, setting.certificateId);
      const changed = await realmObjects.update(realm, KIND, ID, (value) => ({ ...kept.parse(value), setting }));
      if (changed === undefined) await realmObjects.put(realm, [{ kind: KIND, id: ID, value: { setting, certificates: [] } }]);
      return authenticationServiceView.parse(setting);
    },
    async remove(realm: string): Promise<void> {
      if (!(await realmObjects.remove(realm, KIND, ID))) throw unset();
    },
    async health(realm: string): Promise<AuthenticationServiceHealth> {
      const { setting, certificates: further } = await read(realm);
      const used = [{ hostname: setting.publicDomain, certificateId: setting.certificateId }, ...further];
      workspace.ring.refresh();
      const problems = [
        ...(await workspace.stores.ping().then(
          () => [],
          () => ['The store does not answer.'],
        )),
        ...(workspace.ring.fault === undefined ? [] : ['The keys file cannot be used.']),
        ...(await copyProblems(realm)),
        ...(await Promise.all(used.map(({ certificateId, hostname }) => problemOf(realm, certificateId, hostname)))).flat(),
      ];
      return {
        status: problems.length === 0 ? 'HEALTHY' : 'UNHEALTHY',
        lastChecked: new Date(now()).toISOString(),
        ...(problems.length === 0 ? {} : { problems }),
      };
    },
    certificates: async (realm: string): Promise<readonly AuthenticationServiceCertificate[]> => (await read(realm)).certificates,
    async putCertificate(realm: string, wish: AuthenticationServiceCertificate): Promise<AuthenticationServiceCertificate> {
      await requireCertificate(realm, wish.certificateId);
      const changed = await realmObjects.update(realm, KIND, ID, (value) => {
        const { setting, certificates: before } = kept.parse(value);
        const others = before.filter(({ type, hostname }) => type !== wish.type || hostname !== wish.hostname);
        return { setting, certificates: [...others, wish] };
      });
      if (changed === undefined) throw unset();
      return wish;
    },
  };
}
