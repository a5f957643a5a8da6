import { FAILURE_ID, type JsonObject, journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { node, openHouse } from './house.ts';

const child = (type: string, config: JsonObject) => ({ type, version: '1.0', displayName: type, config });

/** Asks for a plan on a page that tells one state key, and lets in who chose Gold. */
function journey(told: string) {
  return journeyDocument.parse({
    name: 'Plans',
    entryNodeId: 'session',
    nodes: {
      session: node('SessionDataNode', { sessionDataKey: 'UserToken', sharedStateKey: 'userName' }, { outcome: 'state' }),
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

/** A realm with the journey; a person in it chooses a plan and signs on. */
async function plans(told = 'plan') {
  const { faults, start, answer, typePassword } = await openHouse([journey(told)]);
  const signOn = async (choice: number) => {
    const page = await start();
    const named = await answer(page, { type: 'MetadataCallback', seen: true }, { type: 'ChoiceCallback', index: choice });
    return { page, end: await typePassword(named) };
  };
  return { faults, start, signOn };
}

describe('a journey of small nodes', () => {
  it('tells the client of the state beside a choice, and makes the session and the answer that its author wants', async () => {
    const { signOn, faults } = await plans();
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
    const { signOn, faults } = await plans();
    expect((await signOn(0)).end).toMatchObject({ kind: 'failure', message: 'Gold only.', details: { plans: ['Gold'] } });
    expect(faults).toEqual([]);
  });

  it('knows from the session who comes back', async () => {
    const { signOn, start } = await plans('userName');
    const { page, end } = await signOn(1);
    expect(page).toMatchObject({ callbacks: [{ data: {} }, {}] });
    if (end.kind !== 'success' || end.session === undefined) throw new Error('no session');
    const again = await start({ existing: { session: end.session, tokenId: end.tokenId ?? '' } });
    expect(again).toMatchObject({ callbacks: [{ type: 'MetadataCallback', data: { userName: 'demo' } }, {}] });
  });
});
