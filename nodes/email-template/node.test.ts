import type { MailTemplateState, TemplatedMail } from '@waygate/node-kit';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import { beforeEach, expect, it } from 'vitest';
import { realPeople } from '../test/real-people.ts';
import node from './node.ts';

let world: Awaited<ReturnType<typeof realPeople>>;
let template: MailTemplateState;
let sent: TemplatedMail[];
beforeEach(async () => {
  world = await realPeople();
  template = 'ready';
  sent = [];
});
const run = (more: NodeRun) =>
  runNode(node, {
    ports: { ...world.ports, mail: { template: async () => template, send: (mail) => void sent.push(mail) } },
    locales: ['de', 'en'],
    ...more,
  });

it('sends the person a mail, and goes on without waiting for it', async () => {
  await world.made();
  expect((await run({ shared: { username: 'mia' } })).action).toEqual({ kind: 'goTo', outcome: 'EMAIL_SENT' });
  expect(sent).toEqual([
    {
      realm: '/alpha',
      template: 'welcome',
      to: 'mia@example.com',
      object: expect.objectContaining({ userName: 'mia', givenName: 'Mia' }),
      locales: ['de', 'en'],
      runId: 'run',
      idempotencyKey: 'run',
    },
  ]);
  expect(JSON.stringify(sent)).not.toContain('correct horse');
});

it('finds the person by the attribute, and the address in the attribute that the author names', async () => {
  const mia = await world.made();
  await world.ports.identities.patch('/alpha', mia.id, { description: 'second@example.com' });
  const config = { identityAttribute: 'mail', emailAttribute: 'description', emailTemplateName: 'news' };
  await run({ config, shared: { objectAttributes: { mail: 'mia@example.com' } } });
  expect(sent).toMatchObject([{ to: 'second@example.com', template: 'news' }]);
});

it('sends nothing to nobody, to somebody without an address, and by a template that is off', async () => {
  await world.made();
  for (const shared of [{}, { username: 'nobody' }]) {
    expect((await run({ shared })).action).toMatchObject({ outcome: 'EMAIL_NOT_SENT', audit: { reason: 'nobody' } });
  }
  const config = { emailAttribute: 'telephoneNumber' };
  expect((await run({ config, shared: { username: 'mia' } })).action).toMatchObject({ audit: { reason: 'noAddress' } });
  template = 'disabled';
  expect((await run({ shared: { username: 'mia' } })).action).toMatchObject({
    outcome: 'EMAIL_NOT_SENT',
    audit: { reason: 'templateDisabled' },
  });
  expect(sent).toEqual([]);
});

it('is broken without its template', async () => {
  template = 'missing';
  await expect(run({ shared: { username: 'mia' } })).rejects.toMatchObject({ code: 'mail.template_missing', kind: 'authoring' });
});
