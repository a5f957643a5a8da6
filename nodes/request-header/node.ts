import { defineNode, listField } from '@waygate/node-kit';
import { z } from 'zod';
import { splitSingle } from '../request-values/split-single.ts';
import { stateKeysByName } from '../request-values/state-keys-by-name.ts';

/** Headers that carry what proves who somebody is: it must not lie in the state of a journey. */
const SECRET = ['authorization', 'cookie', 'proxy-authorization', 'x-openam-password'];

export default defineNode({
  type: 'RequestHeaderNode',
  displayName: 'Request Header Node',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'list-details',
  summary: 'Copies headers of the request into the state.',
  config: z.object({
    allowedHeaders: stateKeysByName(
      'Allowed headers',
      'Names of headers with the state key that gets the values of each, always as a list.',
      (names) => !names.some((name) => SECRET.includes(name.toLowerCase())),
      'Headers that carry passwords, tokens or cookies cannot be copied.',
    ),
    headersToBeDelimited: listField('Allowed headers to be delimited', 'Those whose single value is split at commas.'),
  }),
  outcomes: { outcome: 'Outcome' },
  dynamicWrites: ({ allowedHeaders }) => Object.values(allowedHeaders),
  run: ({ config, request, state, goTo }) => {
    const split = new Set(config.headersToBeDelimited.map((name) => name.toLowerCase()));
    for (const [header, key] of Object.entries(config.allowedHeaders)) {
      const name = header.toLowerCase();
      const values = [...request.header(name)];
      state.setNamed(key, split.has(name) ? splitSingle(values) : values);
    }
    return goTo('outcome');
  },
});
