import { defineNode, objectAttributes, termsAccepted } from '@waygate/node-kit';
import { z } from 'zod';
import { voucherFor } from '../federation/voucher-for.ts';
import { failureNote } from '../identity/failure-note.ts';
import { checkIdentityResource, identityResourceField } from '../identity/identity-resource-field.ts';

export default defineNode({
  type: 'CreateObjectNode',
  displayName: 'Create Object',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'database',
  summary: 'Makes a person of the attributes that the journey has gathered.',
  config: z.object({ identityResource: identityResourceField() }),
  outcomes: { CREATED: 'Created', FAILURE: 'Failed' },
  reads: [objectAttributes, termsAccepted],
  mayProvide: { CREATED: ['knowledge:password', 'federated:oidc'] },
  run: async ({ config, identityResource, realm, ports, state, vouched, idempotencyKey, goTo }) => {
    checkIdentityResource(config.identityResource, identityResource);
    const object = state.get(objectAttributes) ?? {};
    const terms = state.get(termsAccepted);
    const meta = terms === undefined ? {} : { termsAccepted: terms };
    const result = await ports.identities.create(realm, object, { idempotencyKey, meta });
    if (result.status !== 'done') return goTo('FAILURE', { audit: failureNote(result) });
    // Who has just chosen a password knows it.
    const knows = typeof object['password'] === 'string' && object['password'] !== '' ? (['knowledge:password'] as const) : [];
    const voucher = voucherFor(object, vouched);
    const proves = voucher === undefined ? knows : [...knows, voucher.factor];
    return goTo('CREATED', { identified: result.identity, proves, ...(voucher === undefined ? {} : { provedBy: voucher.issuer }) });
  },
});
