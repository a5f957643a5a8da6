import type { MailTemplateState } from '@waygate/node-kit';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { MIA, realPeople } from '../test/real-people.ts';
import node from './node.ts';

let world: Awaited<ReturnType<typeof realPeople>>;
let template: MailTemplateState;
beforeEach(async () => {
  world = await realPeople();
  template = 'ready';
});

const run = ({ config, ...more }: NodeRun) =>
  runNode(node, {
    config: { objectLookup: true, identityAttribute: 'mail', emailTemplateName: 'resetPassword', ...config },
    ports: { ...world.ports, mail: { template: async () => template } },
    ...more,
  });
const asked = (attributes: Record<string, string>, more: NodeRun = {}) => run({ shared: { objectAttributes: attributes }, ...more });
/** Comes back by the link of a suspension. */
const back = ({ local }: Awaited<ReturnType<typeof run>>, more: NodeRun = {}) =>
  run({ resumed: true, ...(local === undefined ? {} : { local }), ...more });

describe('a mail with the link', () => {
  it('goes to the address of the account, in its spelling, and says what is known of the person', async () => {
    await world.made();
    const { action } = await asked({ mail: 'MIA@Example.com' });
    expect(action).toEqual({
      kind: 'suspend',
      message: 'If we know this address, a mail is on its way to it. Open the link in it to go on.',
      mail: {
        template: 'resetPassword',
        to: 'mia@example.com',
        object: expect.objectContaining({ userName: 'mia', givenName: 'Mia', mail: 'mia@example.com' }),
      },
    });
    expect(JSON.stringify(action)).not.toMatch(/password"|correct horse/);
  });

  it('goes to whoever has the user name, whatever address was typed with it', async () => {
    await world.made();
    const config = { identityAttribute: 'userName' };
    const { action } = await run({ config, shared: { username: 'mia', objectAttributes: { mail: 'mallory@example.com' } } });
    expect(action).toMatchObject({ mail: { to: 'mia@example.com' } });
  });

  it('goes to the address that was typed when nobody is to be looked for, without what is transient', async () => {
    const { action } = await run({
      config: { objectLookup: false },
      shared: { username: 'new', objectAttributes: { mail: 'new@example.com', givenName: 'New' } },
      transient: { objectAttributes: { password: 'a new secret' } },
    });
    expect(action).toMatchObject({
      mail: { to: 'new@example.com', object: { userName: 'new', givenName: 'New', mail: 'new@example.com' } },
    });
    expect(JSON.stringify(action)).not.toContain('a new secret');
  });

  it('goes to the attribute that the author names, the first of several addresses', async () => {
    const config = { objectLookup: false, emailAttribute: 'other' };
    const { action } = await run({
      config,
      shared: { objectAttributes: { mail: 'a@example.com', other: ['b@example.com', 'c@example.com'] } },
    });
    expect(action).toMatchObject({ mail: { to: 'b@example.com' } });
  });

  it('is good for as long as the author says, with the author’s words in the language of the person', async () => {
    const config = { suspendDuration: 15, emailSuspendMessage: { en: 'See your mail', de: 'Sehen Sie nach' } };
    expect((await asked({ mail: 'a@example.com' }, { config, locales: ['de'] })).action).toMatchObject({
      message: 'Sehen Sie nach',
      duration: 900,
    });
    expect(() => node.config.parse({ suspendDuration: 0 })).toThrow();
  });
});

describe('nobody learns who has an account', () => {
  it('from the page, which says the same to everybody', async () => {
    await world.made();
    const [known, unknown, nothing] = await Promise.all([
      asked({ mail: 'mia@example.com' }),
      asked({ mail: 'nobody@example.com' }),
      asked({}),
    ]);
    const page = (result: typeof known) => ({ ...result.action, mail: undefined });
    expect(page(unknown)).toEqual(page(known));
    expect(page(nothing)).toEqual(page(known));
    for (const { action } of [unknown, nothing]) expect(action).not.toHaveProperty('mail');
    // What is kept of the run is sealed in every case, so that the page comes no sooner.
    expect([known.local, unknown.local, nothing.local].every((local) => local !== undefined)).toBe(true);
  });

  it('from a template that is missing or off, which is so for everybody', async () => {
    await world.made();
    template = 'missing';
    for (const mail of ['mia@example.com', 'nobody@example.com'])
      await expect(asked({ mail })).rejects.toMatchObject({ code: 'mail.template_missing', kind: 'authoring' });
    template = 'disabled';
    const known = await asked({ mail: 'mia@example.com' });
    expect(known.action).toMatchObject({ kind: 'suspend' });
  });
});

describe('who comes back by the link', () => {
  it('is the person whose mailbox it went to, and has proved it', async () => {
    const mia = await world.made();
    const { action } = await back(await asked({ mail: 'mia@example.com' }));
    expect(action).toMatchObject({ kind: 'goTo', outcome: 'outcome', identified: { id: mia.id }, proves: ['mailbox:link'] });
    expect((await back(await asked({ mail: 'mia@example.com' }), { subject: mia })).action).toMatchObject({ proves: ['mailbox:link'] });
    expect(node.provides).toEqual({});
  });

  it('is the person too when the address of the account was typed', async () => {
    const mia = await world.made();
    const typed = await run({ config: { objectLookup: false }, shared: { objectAttributes: { mail: 'Mia@example.com' } } });
    expect(typed.action).toMatchObject({ mail: { to: 'mia@example.com' } });
    expect((await back(typed)).action).toMatchObject({ identified: { id: mia.id }, proves: ['mailbox:link'] });
  });

  it('has proved nothing by an address that was only typed, whoever the journey is about', async () => {
    const mia = await world.made();
    const config = { objectLookup: false, identityAttribute: 'userName' };
    const typed = await run({ config, shared: { username: 'mia', objectAttributes: { mail: 'mallory@example.com' } }, subject: mia });
    expect(typed.action).toMatchObject({ mail: { to: 'mallory@example.com' } });
    expect((await back(typed, { config, subject: mia })).action).toEqual({ kind: 'goTo', outcome: 'outcome' });
  });

  it('has proved nothing for somebody else who is signing on', async () => {
    await world.made();
    const other = await world.made({ ...MIA, userName: 'other', mail: 'other@example.com' });
    const { action } = await back(await asked({ mail: 'mia@example.com' }, { subject: other }), { subject: other });
    expect(action).toEqual({ kind: 'goTo', outcome: 'outcome' });
  });

  it('has proved nothing when the account has another address by then, or is gone', async () => {
    const mia = await world.made();
    const sent = await asked({ mail: 'mia@example.com' });
    await world.ports.identities.patch('/alpha', mia.id, { mail: 'new@example.com' });
    expect((await back(sent)).action).toEqual({ kind: 'goTo', outcome: 'outcome' });
    expect((await back({ ...sent, local: { holder: { id: 'gone', username: 'mia', address: 'mia@example.com' } } })).action).toEqual({
      kind: 'goTo',
      outcome: 'outcome',
    });
  });

  it('goes on as nobody where nobody was known', async () => {
    expect((await back(await asked({ mail: 'nobody@example.com' }))).action).toEqual({ kind: 'goTo', outcome: 'outcome' });
    expect((await run({ resumed: true })).action).toEqual({ kind: 'goTo', outcome: 'outcome' });
  });
});
