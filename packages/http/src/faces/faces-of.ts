import type { SignOnSessions } from '@waygate/engine';
import type { HttpDeps } from '../http-deps.ts';
import type { FaceName } from './address-families.ts';

/**
 * What the routes of each face are given: the face's own address is their public one, and sessions of the other face are unknown to it, whichever way their token comes.
 * @returns undefined where administration has no address of its own
 */
export function facesOf(deps: HttpDeps): Readonly<Record<FaceName, HttpDeps>> | undefined {
  const { config, signOnSessions, oauth2 } = deps;
  const { publicUrl, adminUrl } = config;
  if (adminUrl === undefined) return undefined;
  const addresses = { publicUrl, adminUrl };
  return {
    people: {
      ...deps,
      face: { name: 'people', addresses },
      signOnSessions: onlyWhere(signOnSessions, (realm) => realm !== '/'),
      // Tokens of administrators are good where administrators sign on.
      ...(oauth2 === undefined ? {} : { oauth2: { ...oauth2, administration: async () => undefined } }),
    },
    administration: {
      ...deps,
      face: { name: 'administration', addresses },
      signOnSessions: onlyWhere(signOnSessions, (realm) => realm === '/'),
      // Origins are listed for the pages of applications, which have nothing to do here.
      config: { ...config, publicUrl: adminUrl, corsOrigins: [] },
    },
  };
}

/** The sessions of some realms; others are not found. */
function onlyWhere(sessions: SignOnSessions, isHere: (realm: string) => boolean): SignOnSessions {
  return {
    create: (...made) => sessions.create(...made),
    find: async (id, at) => {
      const session = await sessions.find(id, at);
      return session !== undefined && isHere(session.realm) ? session : undefined;
    },
    touch: (id, at) => sessions.touch(id, at),
    noteRemoved: (id, devices, at) => sessions.noteRemoved(id, devices, at),
    end: (id, how) => sessions.end(id, how),
    listByUser: (realm, userId, at) => sessions.listByUser(realm, userId, at),
  };
}
