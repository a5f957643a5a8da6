import { defineNode, listField } from '@waygate/node-kit';
import { z } from 'zod';
import { splitSingle } from '../request-values/split-single.ts';
import { stateKeysByName } from '../request-values/state-keys-by-name.ts';

export default defineNode({
  type: 'QueryParameterNode',
  displayName: 'Query Parameter Node',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'list-details',
  summary: 'Copies query parameters of the request into the state.',
  config: z.object({
    allowedQueryParameters: stateKeysByName(
      'Allowed query parameters',
      'Names of query parameters with the state key that gets the values of each, always as a list.',
      () => true,
      '',
    ),
    queryParametersToBeDelimited: listField('Allowed query parameters to be delimited', 'Those whose single value is split at commas.'),
  }),
  outcomes: { outcome: 'Outcome' },
  dynamicWrites: ({ allowedQueryParameters }) => Object.values(allowedQueryParameters),
  run: ({ config, request, state, goTo }) => {
    const split = new Set(config.queryParametersToBeDelimited);
    for (const [name, key] of Object.entries(config.allowedQueryParameters)) {
      const values = request.parameter(name).map(decodedOnceMore);
      state.setNamed(key, split.has(name) ? splitSingle(values) : values);
    }
    return goTo('outcome');
  },
});

/** As AM has it, so that what pages hand on escaped twice arrives. */
function decodedOnceMore(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}
