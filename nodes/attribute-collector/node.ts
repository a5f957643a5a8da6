import { defineNode, objectAttributes, username } from '@waygate/node-kit';
import { type Answer, type CallbackInput, describePolicies, type FailedPolicy, type Json, policiesFor, valuesAt } from '@waygate/schema';
import { z } from 'zod';
import { searchPerson } from '../identity/find-person.ts';
import { identityAttributeField } from '../identity/identity-attribute-field.ts';
import { titleOf } from '../identity/title-of.ts';
import { type Collected, collectedOf } from './collected.ts';
import { withValueAt } from './with-value-at.ts';

export default defineNode({
  type: 'AttributeCollectorNode',
  displayName: 'Attribute Collector',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'list-checks',
  summary: 'Asks for attributes of the managed object, each as its schema has it.',
  config: z.object({
    attributesToCollect: z
      .array(z.string().min(1).max(256))
      .min(1)
      .max(100)
      .meta({ title: 'Attributes to collect', help: 'In the order of the page, such as givenName or preferences/updates.' }),
    required: z
      .boolean()
      .default(false)
      .meta({ title: 'All attributes required', help: 'Asks again until every one of them is filled in.' }),
    validateInputs: z
      .boolean()
      .default(false)
      .meta({ title: 'Validate input', help: 'Checks what was typed by the policies of the realm and asks again when it does not fit.' }),
    identityAttribute: identityAttributeField(),
  }),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['StringAttributeInputCallback', 'NumberAttributeInputCallback', 'BooleanAttributeInputCallback'],
  reads: [objectAttributes, username],
  writes: [objectAttributes],
  run: async ({ config, realm, ports, state, answers, request, send, goTo }) => {
    const user = await ports.identities.schema(realm);
    const wanted = config.attributesToCollect.map((name) => collectedOf(user, name));
    const attributes = state.get(objectAttributes) ?? {};
    const { person } = await searchPerson(config.identityAttribute, { realm, ports, attributes, username: state.get(username) });
    const stored = person === undefined ? {} : ((await ports.identities.read(realm, person.id))?.object ?? {});

    const given = answers.all().filter(isAttributeAnswer);
    const ask = (values: readonly (Json | undefined)[], failed: readonly (readonly FailedPolicy[])[]) =>
      send(wanted.map((one, index) => callbackOf(one, values[index], failed[index] ?? [])));
    if (given.length !== wanted.length) {
      return ask(
        wanted.map(({ path }) => valuesAt(attributes, path)[0] ?? valuesAt(stored, path)[0]),
        [],
      );
    }
    const values = given.map(({ value }) => (value === '' ? undefined : value));
    const typed = wanted.reduce((object, { path }, index) => withValueAt(object, path, values[index] ?? null), {
      ...stored,
      ...attributes,
    });
    const failed = await Promise.all(
      wanted.map(async ({ name, property }, index): Promise<readonly FailedPolicy[]> => {
        const value = values[index];
        if (value === undefined && (config.required || (config.validateInputs && property.required)))
          return [{ policyRequirement: 'REQUIRED' }];
        return config.validateInputs ? ports.identities.check(realm, name, value, typed, person?.id) : [];
      }),
    );
    if (failed.some(({ length }) => length > 0) || given.some(({ validateOnly }) => validateOnly)) return ask(values, failed);
    // Containers of the state are merged one level deep: a member of an object goes with what is known of its neighbours.
    state.setShared(objectAttributes, Object.fromEntries(wanted.map(({ path: [top = ''] }) => [top, typed[top] ?? null])));
    return goTo('outcome');

    function callbackOf({ name, property }: Collected, value: Json | undefined, failedPolicies: readonly FailedPolicy[]): CallbackInput {
      const common = {
        name,
        prompt: titleOf(property.property, name, request.locales),
        required: config.required || property.required,
        policies: config.validateInputs ? describePolicies(name, policiesFor(property)) : {},
        failedPolicies: [...failedPolicies],
      };
      switch (property.property.type) {
        case 'number':
          return { type: 'NumberAttributeInputCallback', ...common, value: typeof value === 'number' ? value : null };
        case 'boolean':
          return { type: 'BooleanAttributeInputCallback', ...common, value: value === true };
        default:
          return { type: 'StringAttributeInputCallback', ...common, value: typeof value === 'string' ? value : '' };
      }
    }
  },
});

type AttributeAnswer = Extract<Answer, { type: `${string}AttributeInputCallback` }>;

function isAttributeAnswer(answer: Answer): answer is AttributeAnswer {
  return (
    answer.type === 'StringAttributeInputCallback' ||
    answer.type === 'NumberAttributeInputCallback' ||
    answer.type === 'BooleanAttributeInputCallback'
  );
}
