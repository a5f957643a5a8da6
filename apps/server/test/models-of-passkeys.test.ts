import { AuthenticatorMaker, answerWebAuthn, dataInScript, SoftwareAuthenticator } from '@waygate/phone';
import { FAILURE_ID, type JsonObject, SUCCESS_ID, script, serviceSchemas } from '@waygate/schema';
import { expect, it } from 'vitest';
import { journeyOf, node, openHouse, withPassword } from './house.ts';

const GOOD = 'ee882879-721c-4913-9775-3dfcce97072a';
const OTHER = '2fc0579f-8113-47ea-b116-bb5a8db9202a';

/** A realm that keeps passkeys of one model of a maker whom it trusts, and of no other. */
async function house(maker: AuthenticatorMaker) {
  const config = {
    ...{ attestationPreference: 'DIRECT', trustStoreAlias: 'keys', storeAttestationDataInTransientState: true },
    postponeDeviceProfileStorage: true,
  };
  const nodes = withPassword('make', {
    make: node('WebAuthnRegistrationNode', config, { success: 'model', failure: FAILURE_ID, unsupported: FAILURE_ID, error: FAILURE_ID }),
    model: node('ScriptedDecisionNode', { script: 'model', outcomes: ['good', 'other'] }, { good: 'keep', other: FAILURE_ID }),
    keep: node('WebAuthnDeviceStorageNode', {}, { success: SUCCESS_ID, failure: FAILURE_ID }),
  });
  const place = await openHouse([journeyOf(nodes)]);
  await place.stores.services.set(
    '/alpha',
    'webAuthnMetadataService',
    serviceSchemas.webAuthnMetadataService.parse({ trustStores: { keys: maker.pem } }),
  );
  const source = `action.goTo(nodeState.get('webauthnDeviceAaguid') === '${GOOD}' ? 'good' : 'other')`;
  const value = script.parse({
    ...{ _id: 'model', name: 'model', context: 'SCRIPTED_DECISION_NODE', evaluatorVersion: '2.0' },
    script: Buffer.from(source).toString('base64'),
  });
  await place.stores.realmObjects.put('/alpha', [{ kind: 'script', id: 'model', value: value as JsonObject }]);
  return place;
}

it('keeps passkeys of the models that a script takes and of no other, whoever made them', async () => {
  const maker = new AuthenticatorMaker('Good Keys');
  for (const [aaguid, by, kind, kept] of [
    [OTHER, maker, 'failure', 0],
    [GOOD, new AuthenticatorMaker('Good Keys'), 'failure', 0],
    [GOOD, maker, 'success', 1],
  ] as const) {
    const { start, typePassword, answer, ports, demo, faults } = await house(maker);
    const asked = await typePassword(await start());
    if (asked.kind !== 'callbacks' || asked.callbacks[0]?.type !== 'TextOutputCallback') throw new Error('no passkey was asked for');
    const authenticator = new SoftwareAuthenticator({ maker: by, aaguid });
    const value = answerWebAuthn(authenticator, dataInScript(asked.callbacks[0].message), 'http://localhost');
    expect(await answer(asked, { type: 'HiddenValueCallback', value })).toMatchObject({ kind });
    expect(await ports.devices.webauthn.list('/alpha', demo)).toHaveLength(kept);
    expect(faults).toEqual([]);
  }
});
