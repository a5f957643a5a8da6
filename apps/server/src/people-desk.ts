import type { PersonItem, PersonList } from '@waygate/schema';
import type { IdentityRecord } from '@waygate/storage';
import type { Workspace } from './workspace.ts';

/** People of realms, as administrators find them. It looks at everybody, which is for those who help people one by one. */
export function peopleDesk({ stores }: Workspace) {
  return {
    async search(realm: string, text: string, most: number): Promise<PersonList> {
      const wanted = text.toLowerCase();
      const found = (await stores.identities.list(realm))
        .map(shown)
        .filter(({ username, name = '', mail = '' }) => [username, name, mail].some((one) => one.toLowerCase().includes(wanted)));
      return { people: found.slice(0, most), more: found.length > most };
    },
    async find(realm: string, username: string): Promise<PersonItem | undefined> {
      const record = await stores.identities.findByName(realm, username);
      return record === undefined ? undefined : shown(record);
    },
  };
}

function shown({ id, username, active, attributes }: IdentityRecord): PersonItem {
  const first = (name: string) => attributes[name]?.[0];
  const name = first('cn') ?? ([first('givenName'), first('sn')].filter((part) => part !== undefined).join(' ') || undefined);
  const mail = first('mail');
  return { id, username, active, ...(name === undefined ? {} : { name }), ...(mail === undefined ? {} : { mail }) };
}
