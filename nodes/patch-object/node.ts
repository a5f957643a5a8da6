import { defineNode, listField, objectAttributes, termsAccepted, username } from '@waygate/node-kit';
import { z } from 'zod';
import { enrolmentStanding } from '../enrolment/enrolment-standing.ts';
import { isProved } from '../enrolment/is-proved.ts';
import { ADDRESSES_CHANGED, FACTOR_ADDRESSES } from '../identity/factor-addresses.ts';
import { failureNote } from '../identity/failure-note.ts';
import { existingPerson, searchPerson } from '../identity/find-person.ts';
import { identityAttributeField } from '../identity/identity-attribute-field.ts';
import { checkIdentityResource, identityResourceField } from '../identity/identity-resource-field.ts';
import { changesOf } from './changes-of.ts';
import { strangeAliases } from './strange-aliases.ts';
import { withKeptAliases } from './with-kept-aliases.ts';

export default defineNode({
  type: 'PatchObjectNode',
  displayName: 'Patch Object',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'database',
  summary: 'Writes the attributes that the journey has gathered to the person whom it is about.',
  config: z.object({
    patchAsObject: z
      .boolean()
      .default(false)
      .meta({ title: 'Patch as object', help: 'Changes only what people may change of themselves.' }),
    ignoredFields: listField('Ignored fields', 'Attributes that stay as they are although the journey knows them.'),
    identityResource: identityResourceField(),
    identityAttribute: identityAttributeField(),
  }),
  outcomes: { PATCHED: 'Patched', FAILURE: 'Failed' },
  reads: [objectAttributes, username, termsAccepted],
  run: async ({ config, identityResource, realm, ports, state, subject, evidence, vouched, request, runId, idempotencyKey, goTo }) => {
    checkIdentityResource(config.identityResource, identityResource);
    const attributes = state.get(objectAttributes) ?? {};
    const known = { realm, ports, attributes, username: state.get(username) };
    if (!(await searchPerson(config.identityAttribute, known)).named) return goTo('FAILURE', { audit: { reason: 'unnamed' } });
    const { identity, object } = await existingPerson(config.identityAttribute, known);
    // Who is signing on changes nobody else, whatever name was typed since.
    if (subject !== undefined && subject.id !== identity.id) return goTo('FAILURE', { audit: { reason: 'otherPerson' } });

    const user = await ports.identities.schema(realm);
    const { changes, sensitive, forbidden } = changesOf(withKeptAliases(attributes, object), object, user, [
      ...config.ignoredFields,
      // What the person was found by says the same in whatever spelling it was typed.
      config.identityAttribute,
    ]);
    if (config.patchAsObject && forbidden.length > 0) return goTo('FAILURE', { audit: { reason: 'notEditable', attributes: forbidden } });
    // Otherwise to know somebody's name would be enough to take their account over.
    const proved = subject !== undefined && isProved(evidence);
    if (sensitive.length > 0 && !proved) return goTo('FAILURE', { audit: { reason: 'nothingProved', attributes: sensitive } });

    // Whoever writes an address of their own into the account gets its codes: a password must not be enough for what a device protects.
    const addresses = FACTOR_ADDRESSES.filter((name) => Object.hasOwn(changes, name));
    if (addresses.length > 0 && (await enrolmentStanding({ realm, subject, evidence, runId, ports })) === 'needsFactor')
      return goTo('FAILURE', { audit: { reason: 'deviceNotProved', attributes: addresses } });

    if (strangeAliases(changes, object, vouched).length > 0) return goTo('FAILURE', { audit: { reason: 'aliasNotProved' } });

    const terms = state.get(termsAccepted);
    if (Object.keys(changes).length === 0 && terms === undefined) return goTo('PATCHED');
    const meta = {
      ...(terms === undefined ? {} : { termsAccepted: terms }),
      ...(addresses.length === 0 ? {} : { [ADDRESSES_CHANGED]: Object.fromEntries(addresses.map((name) => [name, runId])) }),
    };
    const result = await ports.identities.patch(realm, identity.id, changes, meta, { idempotencyKey });
    if (result.status !== 'done') return goTo('FAILURE', { audit: failureNote(result) });
    if (addresses.length > 0) {
      const before = object['mail'];
      ports.notices.tell({
        realm,
        subject: result.identity,
        event: 'addressChanged',
        ...(typeof before === 'string' && before !== '' ? { to: before } : {}),
        locales: request.locales,
        runId,
        idempotencyKey,
      });
    }
    return subject === undefined ? goTo('PATCHED') : goTo('PATCHED', { identified: result.identity });
  },
});
