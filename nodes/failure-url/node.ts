import { defineNode, failureUrl } from '@waygate/node-kit';
import { z } from 'zod';
import { redirectUrl } from '../redirect-url/redirect-url.ts';

export default defineNode({
  type: 'SetFailureUrlNode',
  displayName: 'Failure URL',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'unlink',
  summary: 'Says where a person goes when signing on has failed.',
  config: z.object({ failureUrl: redirectUrl.meta({ title: 'Failure URL', help: 'Address or path.', field: 'url' }) }),
  outcomes: { outcome: 'Outcome' },
  writes: [failureUrl],
  run: ({ config, state, goTo }) => {
    state.setShared(failureUrl, config.failureUrl);
    return goTo('outcome');
  },
});
