import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';

export default defineNode({
  type: 'SetLogoutDetailsNode',
  displayName: 'Set Logout Details',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'door-exit',
  summary: 'Adds members to the answer that a client gets when the person signs off.',
  config: z.object({
    logoutDetails: z
      .record(z.string().min(1).max(256), z.string().max(4_096))
      .refine((details) => !Object.hasOwn(details, 'result'), 'result belongs to the server. Take another key.')
      .default({})
      .meta({
        title: 'Logout details',
        help: 'Keys and values, as they stand here. A value that is JSON arrives as JSON. Never a secret.',
        field: 'key-value',
      }),
  }),
  outcomes: { outcome: 'Outcome' },
  run: ({ config, goTo }) => goTo('outcome', { endWishes: { logoutDetails: config.logoutDetails } }),
});
