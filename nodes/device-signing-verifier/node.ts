import { type BoundDevice, defineNode, flagField, type Subject, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { clientErrorOutcomesField } from '../bound-device/client-error-outcomes.ts';
import { PROMPT_TEXTS, promptFields } from '../bound-device/prompt-fields.ts';
import { signedJwt, verifierChallenge, verifierFailure } from '../bound-device/state-keys.ts';
import { personIdIn, userIdOf } from '../bound-device/user-id.ts';

/** Longest state value that is signed, characters. */
const LONGEST_CHALLENGE = 16_384;
/** Outcomes that the node takes by itself; further ones are the author's to name. */
const OWN = { success: 'Success', failure: 'Failure', noDeviceRegistered: 'No Registered Device', keyNotFound: 'Key Not Found' } as const;
const OUTCOMES: Readonly<Record<string, string>> = OWN;

/** AM's words for why nobody was verified. */
type Failure = 'INVALID_CLAIM' | 'INVALID_SIGNATURE' | 'INVALID_USER' | 'NOT_ACTIVE_USER' | 'INVALID_SUBJECT';

export default defineNode({
  type: 'DeviceSigningVerifierNode',
  displayName: 'Device Signing Verifier',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'signature',
  summary: 'Lets a bound device sign, and believes it who it is.',
  config: z.object({
    challenge: flagField(
      'Sign random challenge',
      'Has the device sign something that nobody can know before. Otherwise it signs a value of the state, such as a payment.',
      true,
    ),
    sharedStateAttribute: z
      .string()
      .max(256)
      .default('')
      .meta({ title: 'State attribute as challenge', help: 'State key whose value is signed when no random challenge is.' }),
    ...promptFields(),
    captureFailure: flagField(
      'Capture failure',
      'Takes Failure for whatever goes wrong, and says what it was in the state. Otherwise wrong claims and people who may not sign on end the journey.',
    ),
    clientErrorOutcomes: clientErrorOutcomesField(['Unsupported', 'Abort', 'Timeout', 'ClientNotRegistered'], Object.keys(OWN)),
  }),
  outcomes: OUTCOMES,
  openOutcomes: true,
  activeOutcomes: ({ clientErrorOutcomes }) => [...new Set([...Object.keys(OWN), ...clientErrorOutcomes])],
  callbacks: ['DeviceSigningVerifierCallback'],
  reads: [username],
  dynamicReads: ({ challenge, sharedStateAttribute: key }) => (challenge || key === '' ? [] : [key]),
  writes: [username, verifierChallenge, signedJwt, verifierFailure],
  provides: { success: ['possession:bound-device'] },
  /** What counts is what stands here: shared state can be written by a script. */
  local: z.object({ challenge: z.string(), sentAt: z.number() }),
  texts: {
    ...PROMPT_TEXTS,
    refused: {
      en: 'This device could not confirm who you are. Start again, or choose another way to sign on.',
      de: 'Dieses Gerät konnte nicht bestätigen, wer Sie sind. Beginnen Sie von vorn, oder wählen Sie eine andere Art der Anmeldung.',
    },
  },
  run: async ({ config, realm, node, state, local, answers, subject, ports, now, idempotencyKey, text, localized, send, goTo, refuse }) => {
    const { identities, devices, deviceKeys, attempts } = ports;
    const name = state.get(username) || subject?.username || '';
    const named = name === '' ? undefined : await identities.find(realm, name);
    const bound = async (who: Subject | undefined): Promise<readonly BoundDevice[]> =>
      who === undefined ? [] : await devices.binding.list(realm, who);
    const valueAt = (key: string) => (key === '' ? undefined : state.getNamed(key));
    const leave = (outcome: string, reason: string) => {
      state.remove(verifierChallenge);
      return goTo(outcome, { audit: { reason } });
    };
    const failed = (failure: Failure, more: Readonly<Record<string, string>> = {}) => {
      state.remove(verifierChallenge);
      // A wrong signature is a no like any other; who is not wanted at all is told so unless the author takes care of it (AM).
      if (!config.captureFailure && failure !== 'INVALID_SIGNATURE') return refuse('binding.not_verified', text('refused'));
      state.setShared(verifierFailure, failure);
      return goTo('failure', { audit: { failure, ...more } });
    };

    const sent = local.get();
    const answer = answers.first('DeviceSigningVerifierCallback');
    if (answer === undefined || sent === undefined) {
      if (name !== '' && (await bound(named)).length === 0) return leave('noDeviceRegistered', 'noDevice');
      const challenge = config.challenge ? deviceKeys.newChallenge() : challengeOf(valueAt(config.sharedStateAttribute), node.displayName);
      local.set({ challenge, sentAt: now });
      if (config.challenge) state.setShared(verifierChallenge, challenge);
      return send([
        {
          type: 'DeviceSigningVerifierCallback',
          userId: named === undefined ? '' : userIdOf(named.id, realm),
          challenge,
          title: localized(config.title, 'title'),
          subtitle: localized(config.subtitle, 'subtitle'),
          description: localized(config.description, 'description'),
          timeout: config.timeout,
        },
      ]);
    }
    if (answer.clientError !== '') {
      const isKnown = config.clientErrorOutcomes.includes(answer.clientError);
      return leave(isKnown ? answer.clientError : 'failure', isKnown ? answer.clientError : 'unknownClientError');
    }
    const said = deviceKeys.read(answer.jws);
    if (said === undefined) return failed('INVALID_SIGNATURE');
    const id = name === '' ? personIdIn(said.subject, realm) : undefined;
    const person = name !== '' ? named : id === undefined ? undefined : (await identities.read(realm, id))?.identity;
    const mine = await bound(person);
    if (person === undefined || mine.length === 0) {
      // Of a person whom only the device names, it is not told whether there is one.
      return name === '' ? leave('keyNotFound', 'noDevice') : leave('noDeviceRegistered', 'noDevice');
    }
    const device = mine.find(({ kid }) => kid === said.kid);
    if (device === undefined) return leave('keyNotFound', 'unknownKey');

    const target = { realm, subject: person, authenticator: `binding:${device.uuid}` };
    const permit = await attempts.begin(target, idempotencyKey);
    if (!permit.allowed) return failed('INVALID_SIGNATURE', { throttled: permit.reason });
    const checked = await deviceKeys.checkSignature({
      ...sent,
      jws: answer.jws,
      key: device.key,
      subject: userIdOf(person.id, realm),
      applicationIds: config.applicationIds,
      timeout: config.timeout,
      now,
    });
    if ('fault' in checked) {
      if (checked.fault === 'signature') return failed('INVALID_SIGNATURE');
      return failed(said.subject === userIdOf(person.id, realm) ? 'INVALID_CLAIM' : 'INVALID_SUBJECT');
    }
    // What is signed in the place of a random challenge may be the same again, so that each signature must be younger than the last.
    const { signedAt } = checked;
    if (!config.challenge && signedAt === undefined) return failed('INVALID_CLAIM', { reason: 'noTime' });
    const isFirst = await devices.binding.update(realm, person, device.uuid, (kept) => {
      if (kept.kid !== device.kid) return undefined;
      if (!config.challenge && signedAt !== undefined && kept.signedAt !== undefined && signedAt <= kept.signedAt) return undefined;
      return { ...kept, lastAccessDate: now, ...(signedAt === undefined ? {} : { signedAt: Math.max(signedAt, kept.signedAt ?? 0) }) };
    });
    if (!isFirst) return failed('INVALID_CLAIM', { reason: 'replayed' });
    await attempts.succeeded(target, idempotencyKey);
    if (!person.active) return failed('NOT_ACTIVE_USER');
    if (subject !== undefined && subject.id !== person.id) return failed('INVALID_USER');
    state.remove(verifierChallenge);
    state.setShared(username, person.username);
    state.setTransient(signedJwt, answer.jws);
    return goTo('success', {
      identified: { id: person.id, username: person.username },
      shownBy: device.uuid,
      nodeTypes: ['Binding'],
      audit: { device: device.uuid, ...(device.platform === '' ? {} : { platform: device.platform }) },
    });
  },
});

/** A value of the state as the text that the device signs. */
function challengeOf(value: unknown, node: string): string {
  const text = typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
  if (text !== '' && text.length <= LONGEST_CHALLENGE) return text;
  throw new WaygateError(
    'authoring',
    'binding.nothing_to_sign',
    `${node} has nothing to sign: the state key that it names must hold a value of at most ${LONGEST_CHALLENGE} characters.`,
  );
}
