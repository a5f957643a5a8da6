import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineNode } from '../src/index.ts';

it('secret members of a configuration are known by their field, under whatever default or option they stand', () => {
  const secret = z.string().meta({ title: 'Password', field: 'secret' });
  const node = defineNode({
    type: 'MailNode',
    displayName: 'Mail',
    category: 'utilities',
    icon: 'mail',
    summary: 'Sends a mail.',
    config: z.object({
      host: z.string().meta({ field: 'url' }),
      password: secret,
      token: secret.optional(),
      key: z.string().default('').meta({ field: 'secret' }),
      pin: secret.nullable().default(null),
    }),
    outcomes: { outcome: 'Outcome' },
    run: ({ goTo }) => goTo('outcome'),
  });
  expect(node.secrets).toEqual(['password', 'token', 'key', 'pin']);
});
