import { defineNode } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

export default defineNode({
  type: 'RegisterLogoutWebhookNode',
  displayName: 'Register Logout Webhook',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'webhook',
  summary: 'Has a webhook of the realm told when the session ends.',
  config: z.object({
    webhookName: z
      .string()
      .min(1)
      .max(64)
      .meta({ title: 'Webhook name', help: 'Name of a webhook of the service `webhooks` of the realm.' }),
  }),
  outcomes: { outcome: 'Outcome' },
  run: async ({ config, realm, ports, goTo }) => {
    const { webhookName } = config;
    // A session whose end nobody hears of is not what the author meant.
    if (!(await ports.webhooks.exists(realm, webhookName)))
      throw new WaygateError('authoring', 'webhook.missing', `The realm has no webhook ${webhookName}.`);
    return goTo('outcome', { endWishes: { webhooks: [webhookName] } });
  },
});
