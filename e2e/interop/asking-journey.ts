import { randomBytes } from 'node:crypto';
import { type JourneyDocument, type JsonObject, script, termsService } from '@waygate/schema';
import type { Installation } from '../server/installation.ts';
import { journeyThrough } from '../server/step-journeys.ts';

/** Asks for a word, sends the browser to where another service would send it back from, and keeps what came of both. */
const SCRIPT = (elsewhere: string) => `
  if (nodeState.get('word') === null) {
    if (callbacks.isEmpty()) callbacksBuilder.textInputCallback('Your word?', 'mellon');
    else nodeState.putShared('word', callbacks.getTextInputCallbacks().get(0));
  }
  if (nodeState.get('word') !== null) {
    var code = requestParameters.get('code');
    if (code === null || code.isEmpty()) callbacksBuilder.redirectCallback(${JSON.stringify(elsewhere)}, null, 'GET');
    else {
      nodeState.putShared('code', code.get(0));
      action.goTo('true');
    }
  }`;

/** A provider of OpenID Connect to choose; nobody goes there. */
const PROVIDER: JsonObject = {
  _id: 'google',
  _type: { _id: 'oidcConfig' },
  clientId: 'waygate',
  clientSecret: 'a secret',
  wellKnownEndpoint: 'https://google.example/.well-known/openid-configuration',
  issuer: 'https://google.example',
  uiConfig: { buttonDisplayName: 'Google' },
};

/**
 * Publishes a journey that asks a person one thing after the other, each by another kind of callback, keeps it in the account, tells what it knows, and mails a link.
 * @param elsewhere where the redirect leads
 * @param attributes of the account that it asks for
 * @returns its name
 */
export async function publishAskingJourney(
  installation: Installation,
  elsewhere: string,
  attributes: readonly string[] = ['mail', 'preferences/updates', 'frUnindexedInteger1'],
): Promise<string> {
  await installation.stores.services.set(
    '/alpha',
    'terms',
    termsService.parse({
      active: '1.0',
      versions: [{ version: '1.0', createDate: '2026-01-01T00:00:00Z', termsTranslations: { en: 'Be kind.' } }],
    }),
  );
  const id = `ask-${randomBytes(4).toString('hex')}`;
  const value = {
    _id: id,
    name: id,
    script: Buffer.from(SCRIPT(elsewhere)).toString('base64'),
    context: 'SCRIPTED_DECISION_NODE',
    evaluatorVersion: '2.0',
  };
  await installation.stores.realmObjects.put('/alpha', [
    { kind: 'script', id, value: script.parse(value) as JsonObject },
    { kind: 'socialProvider', id: 'google', value: PROVIDER },
  ]);
  const child = (_id: string, nodeType: string) => ({ _id, nodeType, displayName: nodeType });
  const journey = journeyThrough(
    // Beside something else, as authors of AM put it: alone, the login widget has no button for an account here.
    ['PageNode', 'localAuthentication', { nodes: [child('hello', 'ChoiceCollectorNode'), child('where', 'SelectIdPNode')] }],
    ['ChoiceCollectorNode', 'green', { prompt: 'Which colour?', choices: ['red', 'green', 'blue'], defaultChoice: 'blue' }],
    [
      'AttributeCollectorNode',
      'outcome',
      {
        attributesToCollect: [...attributes],
        required: true,
        validateInputs: true,
        identityAttribute: 'userName',
      },
    ],
    ['KbaCreateNode', 'outcome', { message: { en: 'Choose a question' } }],
    ['AcceptTermsAndConditionsNode', 'outcome'],
    ['ScriptedDecisionNode', 'true', { script: id, outcomes: ['true'], inputs: ['*'], outputs: ['*'] }],
    ['PatchObjectNode', 'PATCHED', { identityAttribute: 'userName' }],
    ['KbaVerifyNode', 'true', { identityAttribute: 'userName' }],
    ['PageNode', 'outcome', { nodes: [child('told', 'MetadataNode'), child('go-on', 'ChoiceCollectorNode')] }],
    [
      'EmailSuspendNode',
      'outcome',
      { identityAttribute: 'userName', objectLookup: true, emailSuspendMessage: { en: 'Look into your mail' } },
    ],
  );
  const innerNodes: JourneyDocument['innerNodes'] = {
    ...journey.innerNodes,
    hello: { type: 'ChoiceCollectorNode', displayName: 'Hello', config: { prompt: 'How do you sign on?', choices: ['outcome'] } },
    where: { type: 'SelectIdPNode', displayName: 'Where', config: { filteredProviders: ['google'] } },
    told: { type: 'MetadataNode', displayName: 'Told', config: { attributes: ['word', 'code', 'objectAttributes', 'termsAccepted'] } },
    'go-on': { type: 'ChoiceCollectorNode', displayName: 'Go on', config: { prompt: 'Go on?', choices: ['outcome'] } },
  };
  await installation.publish({ ...journey, innerNodes });
  return journey.name;
}
