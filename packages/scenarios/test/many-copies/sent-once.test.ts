import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  FAILURE_ID,
  type JourneyNode,
  type JsonObject,
  journeyDocument,
  messagesService,
  SUCCESS_ID,
  type WireStep,
  wireStep,
  wireSuccess,
} from '@waygate/schema';
import { expect, it, onTestFinished, vi } from 'vitest';
import { linkIn } from '../../src/index.ts';
import { MailServer } from '../../src/mail-server.ts';
import { openServers } from './servers.ts';
import { onSharedStores, type SharedStores } from './shared-stores.ts';

vi.setConfig({ testTimeout: 180_000 });

const PATIENTLY = { timeout: 120_000, interval: 20 };
const MAIL = 'mia@example.com';
const PUBLISHED = { at: 1, author: 'test', note: '' };

const node = (type: string, config: JsonObject, connections: Record<string, string>): JourneyNode => ({
  type,
  displayName: type,
  config,
  connections,
  x: 0,
  y: 0,
});

/** A loopback server that begins no answer before a test says so: what asks it has done everything that comes before in its step. */
async function gate() {
  const opened = Promise.withResolvers<void>();
  let asked = 0;
  const texts: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked += 1;
    texts.push(Buffer.concat(chunks).toString());
    await opened.promise;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}/`, host, texts, asked: () => asked, open: () => opened.resolve() };
}

async function mailServer(): Promise<MailServer> {
  const mails = await MailServer.start();
  onTestFinished(() => mails.stop());
  return mails;
}

/** Mia types her name, is sent something, and the step waits at the gate. */
const journeyOf = (name: string, url: string, nodes: Record<string, JourneyNode>) => {
  const wait = node('RESTNode', { restURL: url }, { NOMATCHRESPONSE: 'next', ERROR: 'next' });
  const all = { name: node('UsernameCollectorNode', {}, { outcome: 'begin' }), wait, ...nodes };
  return journeyDocument.parse({ name, entryNodeId: 'name', nodes: all });
};
const withCode = (sender: string) => ({
  begin: node('OneTimePasswordGeneratorNode', {}, { outcome: 'send' }),
  send: node(sender, {}, { outcome: 'wait' }),
  next: node('OneTimePasswordCollectorDecisionNode', {}, { true: SUCCESS_ID, false: FAILURE_ID }),
});

/** Two copies that send their mails to a server and have journeys that wait at a gate, and what they are asked with. */
async function house(stores: SharedStores, mails: MailServer, hosts: readonly string[]) {
  const copies = await openServers(stores, 2, {
    ...mails.environment,
    WAYGATE_SCRIPT_HOSTS: hosts.join(','),
    WAYGATE_MESSAGE_HOSTS: hosts.join(','),
  });
  const { workspace, mia, am } = copies;
  const attributes = { mail: [MAIL], telephoneNumber: ['+491711234567'] };
  await workspace.stores.identities.update('/alpha', mia.id, (record) => ({ ...record, attributes }));
  /** Sends one step to both. @returns the next step, from whichever took it */
  const atBoth = async (step: WireStep, typed: string, meanwhile: () => Promise<unknown>): Promise<WireStep> => {
    const both = [0, 1].map((copy) => copies.answer(copy, step, typed));
    await meanwhile();
    const answers = await Promise.all(both);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    return wireStep.parse(answers.find(({ status }) => status === 200)?.body);
  };
  const stopped = () => Promise.all(copies.servers.map((server) => server.stop()));
  return { ...copies, am, atBoth, stopped };
}

const codeIn = (text: string) => /\b\d{8}\b/.exec(text.slice(text.indexOf('\r\n\r\n') + 1))?.[0] ?? 'no code';
const isSignedOn = (answer: { readonly body: unknown }) => wireSuccess.safeParse(answer.body).success;

onSharedStores('a step that comes to two copies at once', (stores) => {
  it('is mailed one code, while the mail server holds the mail, and that code signs on', async () => {
    const [mails, held] = [await mailServer(), await gate()];
    const { workspace, begin, answer, atBoth, stopped } = await house(stores, mails, [held.host]);
    await workspace.stores.journeys.publish(
      '/alpha',
      [journeyOf('Mailed', held.url, withCode('OneTimePasswordSmtpSenderNode'))],
      PUBLISHED,
    );
    const release = mails.hold();
    const next = await atBoth(await begin(0, 'Mailed'), 'mia', async () => {
      // Both have sent what they send by then.
      await expect.poll(held.asked, PATIENTLY).toBe(2);
      await expect.poll(() => mails.came(MAIL).length, PATIENTLY).toBeGreaterThan(0);
      held.open();
    });
    release();
    const [mail] = mails.came(MAIL);
    expect(isSignedOn(await answer(1, next, codeIn(mail?.text ?? '')))).toBe(true);
    await stopped();
    expect(mails.came().map(({ to }) => to)).toEqual([[MAIL]]);
  });

  it('is sent one text message, while the gateway holds it, and its code signs on', async () => {
    const [mails, held, gateway] = [await mailServer(), await gate(), await gate()];
    const { workspace, begin, answer, atBoth, stopped } = await house(stores, mails, [held.host, gateway.host]);
    const sms = { type: 'http', url: gateway.url, body: '{"text":"{{text}}"}' };
    await workspace.stores.services.set('/alpha', 'messages', messagesService.parse({ sms }));
    await workspace.stores.journeys.publish('/alpha', [journeyOf('Texted', held.url, withCode('OneTimePasswordSmsSenderNode'))], PUBLISHED);
    const next = await atBoth(await begin(0, 'Texted'), 'mia', async () => {
      await expect.poll(held.asked, PATIENTLY).toBe(2);
      await expect.poll(gateway.asked, PATIENTLY).toBeGreaterThan(0);
      held.open();
    });
    gateway.open();
    expect(isSignedOn(await answer(1, next, codeIn(gateway.texts[0] ?? '')))).toBe(true);
    await stopped();
    expect(gateway.asked()).toBe(1);
  });

  it('is mailed one link and one other mail, and the link leads on', async () => {
    const [mails, held] = [await mailServer(), await gate()];
    const { workspace, begin, am, atBoth, stopped } = await house(stores, mails, [held.host]);
    const found = { identityAttribute: 'userName' };
    const journey = journeyOf('Linked', held.url, {
      begin: node('EmailTemplateNode', { ...found, emailTemplateName: 'welcome' }, { EMAIL_SENT: 'wait', EMAIL_NOT_SENT: FAILURE_ID }),
      next: node('EmailSuspendNode', { ...found, objectLookup: true }, { outcome: SUCCESS_ID }),
    });
    await workspace.stores.journeys.publish('/alpha', [journey], PUBLISHED);
    const release = mails.hold();
    await atBoth(await begin(0, 'Linked'), 'mia', async () => {
      await expect.poll(held.asked, PATIENTLY).toBe(2);
      await expect.poll(() => mails.came(MAIL).length, PATIENTLY).toBeGreaterThan(0);
      held.open();
    });
    await expect.poll(() => mails.came(MAIL).filter(({ text }) => text.includes('suspendedId=')).length, PATIENTLY).toBe(1);
    release();
    const link = linkIn(mails.came(MAIL).find(({ text }) => text.includes('suspendedId=')) ?? { text: '' });
    expect(
      isSignedOn(await am(1, `authenticate?${new URLSearchParams({ suspendedId: link.searchParams.get('suspendedId') ?? '' })}`)),
    ).toBe(true);
    await stopped();
    expect(mails.came()).toHaveLength(2);
  });
});
