import type { IdentityStore } from '@waygate/storage';
import type { PhonePlace } from './phone-place.ts';

/** An attribute of the account, in the store of Waygate. */
export function accountAttributePlace(identities: Pick<IdentityStore, 'findById' | 'update'>, attribute: string): PhonePlace {
  const readAttribute = async (realm: string, userId: string, name: string) =>
    (await identities.findById(realm, userId))?.attributes[name]?.[0];
  return {
    read: ({ realm, userId }) => readAttribute(realm, userId, attribute),
    async write({ realm, userId }, text) {
      await identities.update(realm, userId, (record) => {
        const { [attribute]: _, ...others } = record.attributes;
        return { ...record, attributes: text === undefined ? others : { ...others, [attribute]: [text] } };
      });
    },
    attribute: ({ realm, userId }, name) => readAttribute(realm, userId, name),
  };
}
