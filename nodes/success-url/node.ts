import { defineNode, successUrl } from '@waygate/node-kit';
import { z } from 'zod';
import { redirectUrl } from '../redirect-url/redirect-url.ts';

export default defineNode({
  type: 'SetSuccessUrlNode',
  displayName: 'Success URL',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'link',
  summary: 'Says where a person goes after signing on.',
  config: z.object({ successUrl: redirectUrl.meta({ title: 'Success URL', help: 'Address or path.', field: 'url' }) }),
  outcomes: { outcome: 'Outcome' },
  writes: [successUrl],
  run: ({ config, state, goTo }) => {
    state.setShared(successUrl, config.successUrl);
    return goTo('outcome');
  },
});
