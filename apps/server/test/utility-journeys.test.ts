import { randomBytes, randomUUID } from 'node:crypto';
import type { JourneyFault, StartRequest, Step } from '@waygate/engine';
import { createSealer, KeyRing } from '@waygate/integrations';
import { type Answer, FAILURE_ID, type JourneyNode, type JsonObject, journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { composeEngine, defaultRealm, workspaceOn } from '../src/index.ts';

const node = (type: string, config: JsonObject, connections: Record<string, string>): JourneyNode => ({
  type,
  displayName: type,
  config,
  connections,
  x: 0,
  y: 0,
});
const child = (type: string, config: JsonObject) => ({ type, version: '1.0', displayName: type, config });

/** Asks for a plan on a page that tells one state key, and lets in who chose Gold. */
function journey(told: string) {
  return journeyDocument.parse({
    name: 'Plans',
    entryNodeId: 'session',
    nodes: {
      session: node('SessionDataNode', {}, { outcome: 'state' }),
      state: node('SetStateNode', { attributes: { plan: 'none yet' } }, { outcome: 'sorry' }),
      sorry: node(
        'SetFailureDetailsNode',
        { failureMessage: { en: 'Gold only.' }, failureDetails: { plans: '["Gold"]' } },
        { outcome: 'page' },
      ),
      page: node(
        'PageNode',
        {
          nodes: [
            { _id: 'told', nodeType: 'MetadataNode' },
            { _id: 'asked', nodeType: 'ChoiceCollectorNode' },
          ],
        },
        { Plain: 'name', Gold: 'raise' },
      ),
      raise: node('ModifyAuthLevelNode', { authLevelIncrement: 7 }, { outcome: 'name' }),
      name: node('UsernameCollectorNode', {}, { outcome: 'password' }),
      password: node('PasswordCollectorNode', {}, { outcome: 'store' }),
      store: node('DataStoreDecisionNode', {}, { true: 'active', false: FAILURE_ID }),
      active: node('AccountActiveDecisionNode', {}, { true: 'level', false: FAILURE_ID }),
      level: node('AuthLevelDecisionNode', { authLevelRequirement: 7 }, { true: 'give', false: FAILURE_ID }),
      give: node('SetSessionPropertiesNode', { properties: { plan: 'Gold', draft: 'x' }, maxIdleTime: 5 }, { outcome: 'take' }),
      take: node('RemoveSessionPropertiesNode', { propertyNames: ['draft'] }, { outcome: 'tell' }),
      tell: node('SetSuccessDetailsNode', { successDetails: { seats: '3' }, sessionProperties: { plan: 'plan' } }, { outcome: SUCCESS_ID }),
    },
    innerNodes: {
      told: child('MetadataNode', { attributes: [told] }),
      asked: child('ChoiceCollectorNode', { choices: ['Plain', 'Gold'], defaultChoice: 'Gold', prompt: 'Which plan?' }),
    },
  });
}

/** A server without its HTTP face, with one person and the journey. */
async function house(told = 'plan') {
  const ring = new KeyRing('test', new Map([['test', randomBytes(32)]]));
  const stores = openMemoryStores({ sealer: createSealer(ring), now: Date.now });
  const hasher = {
    hash: async (password: string) => `plain:${password}`,
    verify: async (hash: string | undefined, password: string) => hash === `plain:${password}`,
    isOutdated: () => false,
  };
  const workspace = workspaceOn(stores, ring, hasher);
  await stores.realms.put(defaultRealm('/alpha', 'Plans'));
  await stores.identities.create({
    id: randomUUID(),
    realm: '/alpha',
    username: 'demo',
    active: true,
    attributes: {},
    passwordHash: 'plain:right',
    createdAt: 0,
  });
  await stores.journeys.publish('/alpha', [journey(told)], { at: 0, author: 'test', note: '' });
  const faults: JourneyFault[] = [];
  const observer = { visited: () => undefined, ended: () => undefined, fault: (fault: JourneyFault) => faults.push(fault) };
  const { engine, close } = composeEngine(workspace, 'http://localhost', observer, Date.now, { log: () => undefined });
  onTestFinished(close);
  const request = {
    clientIp: '203.0.113.7',
    header: () => [],
    parameter: () => [],
    headers: () => ({}),
    parameters: () => ({}),
    locales: ['en'],
  };
  const answer = (step: Step, ...answers: Answer[]) => {
    if (step.kind !== 'callbacks') throw new Error(`A page was expected, not ${step.kind}.`);
    return engine.submit({ realm: '/alpha', sessionId: step.handle.sessionId, key: step.handle.key, decode: () => answers, request });
  };
  const start = (more: Partial<StartRequest> = {}) =>
    engine.start({ realm: '/alpha', journey: 'Plans', request, force: true, noSession: false, ...more });
  const signOn = async (choice: number) => {
    const page = await start();
    const named = await answer(page, { type: 'MetadataCallback', seen: true }, { type: 'ChoiceCallback', index: choice });
    const asked = await answer(named, { type: 'NameCallback', value: 'demo' });
    return { page, end: await answer(asked, { type: 'PasswordCallback', value: 'right' }) };
  };
  return { faults, start, signOn };
}

describe('a journey of small nodes', () => {
  it('tells the client of the state beside a choice, and makes the session and the answer that its author wants', async () => {
    const { signOn, faults } = await house();
    const { page, end } = await signOn(1);
    expect(page).toMatchObject({
      kind: 'callbacks',
      callbacks: [
        { type: 'MetadataCallback', data: { plan: 'none yet' } },
        { type: 'ChoiceCallback', prompt: 'Which plan?', choices: ['Plain', 'Gold'], defaultChoice: 1 },
      ],
    });
    expect(end).toMatchObject({
      kind: 'success',
      details: { seats: 3, plan: 'Gold' },
      session: { authLevel: 7, maxIdleSeconds: 300, properties: { plan: 'Gold' } },
    });
    expect(end.kind === 'success' && end.session?.properties).not.toHaveProperty('draft');
    expect(faults).toEqual([]);
  });

  it('goes another way by another choice, and says at Failure what its author wants', async () => {
    const { signOn, faults } = await house();
    expect((await signOn(0)).end).toMatchObject({ kind: 'failure', message: 'Gold only.', details: { plans: ['Gold'] } });
    expect(faults).toEqual([]);
  });

  it('knows from the session who comes back', async () => {
    const { signOn, start } = await house('userName');
    const { page, end } = await signOn(1);
    expect(page).toMatchObject({ callbacks: [{ data: {} }, {}] });
    if (end.kind !== 'success' || end.session === undefined) throw new Error('no session');
    const again = await start({ existing: { session: end.session, tokenId: end.tokenId ?? '' } });
    expect(again).toMatchObject({ callbacks: [{ type: 'MetadataCallback', data: { userName: 'demo' } }, {}] });
  });
});
