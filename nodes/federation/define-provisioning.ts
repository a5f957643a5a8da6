import { defineNode, type NodeType, objectAttributes, password, stateKey, username } from '@waygate/node-kit';
import { type Json, type JsonObject, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { failureNote } from '../identity/failure-note.ts';
import { voucherFor } from './voucher-for.ts';

/** What the older social nodes gathered: several values of each attribute (AM). */
const userInfo = stateKey(
  'userInfo',
  z.object({
    attributes: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
    userNames: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
  }),
);

/** Attributes that older directories call otherwise. */
const CALLED: Readonly<Record<string, string>> = { uid: 'userName', 'iplanet-am-user-alias-list': 'aliasList' };

interface Kind {
  readonly type: string;
  readonly displayName: string;
  readonly tags: readonly string[];
  readonly summary: string;
}

/** AM's nodes that make an account of what a sign-on elsewhere brought. */
export function defineProvisioning({ type, displayName, tags, summary }: Kind): NodeType {
  return defineNode({
    type,
    displayName,
    category: 'federation',
    tags,
    icon: 'user-plus',
    summary,
    config: z.object({
      accountProviderClass: z
        .string()
        .max(512)
        .default('org.forgerock.openam.authentication.modules.common.mapping.DefaultAccountProvider')
        .meta({ title: 'Account provider class', help: 'Kept for exports. Accounts are always made in this realm.' }),
    }),
    outcomes: { outcome: 'Outcome' },
    reads: [objectAttributes, userInfo, password, username],
    writes: [username],
    mayProvide: { outcome: ['federated:oidc', 'knowledge:password'] },
    texts: {
      refused: {
        en: 'No account could be made of what the other provider tells about you.',
        de: 'Aus dem, was der andere Anbieter über Sie sagt, konnte kein Konto angelegt werden.',
      },
    },
    async run({ realm, state, ports, vouched, node, idempotencyKey, text, goTo, refuse }) {
      const gathered = state.get(objectAttributes);
      const info = state.get(userInfo);
      if (gathered === undefined && info === undefined) {
        throw new WaygateError(
          'authoring',
          'node.nothing_gathered',
          `${node.displayName} has nothing to make an account of. Put a node before it that gathers attributes.`,
        );
      }
      const typed = state.get(password);
      const { properties } = await ports.identities.schema(realm);
      const named = gathered ?? attributesOf(info, (name) => (Object.hasOwn(properties, name) ? properties[name]?.type : undefined));
      const name = state.get(username);
      const object: JsonObject = {
        ...(name === undefined ? {} : { userName: name }),
        ...named,
        ...(typed === undefined || typed === '' ? {} : { password: typed }),
      };
      const result = await ports.identities.create(realm, object, { idempotencyKey });
      if (result.status !== 'done') {
        const fault = `${node.displayName} could make no account: ${JSON.stringify(failureNote(result))}`;
        return { ...refuse('account.refused', text('refused')), fault };
      }
      const { id, username: made } = result.identity;
      state.setShared(username, made);
      // Who has just chosen a password knows it.
      const knows = typeof object['password'] === 'string' && object['password'] !== '' ? (['knowledge:password'] as const) : [];
      const voucher = voucherFor(object, vouched);
      return goTo('outcome', {
        identified: { id, username: made },
        proves: voucher === undefined ? knows : [...knows, voucher.factor],
        ...(voucher === undefined ? {} : { provedBy: voucher.issuer }),
      });
    },
  });
}

function attributesOf(info: z.infer<typeof userInfo.schema> | undefined, typeOf: (name: string) => string | undefined): JsonObject {
  const { attributes = {}, userNames = {} } = info ?? {};
  const pairs = [...Object.entries(attributes), ...Object.entries(userNames)].flatMap(([name, given]): [string, Json][] => {
    const called = CALLED[name] ?? (Object.hasOwn(userNames, name) && name === 'username' ? 'userName' : name);
    const values = [given].flat().filter((value) => value !== '');
    const [first] = values;
    if (first === undefined || typeOf(called) === undefined) return [];
    return [[called, typeOf(called) === 'array' ? values : first]];
  });
  return Object.fromEntries(pairs);
}
