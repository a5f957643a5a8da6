import { verifyOathCode } from '@waygate/mfa';
import { defineNode, flagField, mfaMethod, type OathDevice, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { oathAlgorithm, totpHashAlgorithm, totpTimeInterval } from '../oath/oath-fields.ts';
import { postponedOathOf, postponeOath } from '../oath/postponed-oath.ts';
import { oathEnableRecoveryCode, pendingOathDevice } from '../oath/state-keys.ts';

export default defineNode({
  type: 'OathTokenVerifierNode',
  displayName: 'OATH Token Verifier',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'password',
  summary: "Asks for the one-time password that the person's app shows, and looks whether it is right.",
  config: z.object({
    algorithm: oathAlgorithm.meta({
      title: 'OATH algorithm',
      help: 'Which apps are asked: a person who has none of this kind counts as not registered.',
      options: { TOTP: 'Time (TOTP)', HOTP: 'Counter (HOTP)' },
    }),
    hotpWindowSize: z.int().min(1).max(1_000).default(100).meta({
      title: 'HOTP window size',
      help: 'How many codes a person may have skipped.',
    }),
    totpTimeInterval: totpTimeInterval.meta({
      title: 'TOTP time step interval',
      help: 'Kept for exports: each app has the interval that it was registered with.',
      unit: 'seconds',
    }),
    totpTimeSteps: z.int().min(0).max(20).default(2).meta({
      title: 'TOTP time steps',
      help: 'How many codes before and after the present one are right, because clocks differ. With 0 a code is good for its own step alone; AM has no 0.',
    }),
    totpHashAlgorithm: totpHashAlgorithm.meta({
      title: 'TOTP hash algorithm',
      help: 'Kept for exports: each app has the algorithm that it was registered with.',
      options: { HMAC_SHA1: 'SHA-1', HMAC_SHA256: 'SHA-256', HMAC_SHA512: 'SHA-512' },
    }),
    maximumAllowedClockDrift: z.int().min(1).max(100).default(5).meta({
      title: 'TOTP maximum allowed clock drift',
      help: 'How many steps the clock of an app may be off in all.',
    }),
    isRecoveryCodeAllowed: flagField('Allow recovery codes', 'Offers a recovery code in the place of the app.'),
  }),
  outcomes: {
    successOutcome: 'Success',
    failureOutcome: 'Failure',
    notRegisteredOutcome: 'Not registered',
    recoveryCodeOutcome: 'Recovery Code',
  },
  activeOutcomes: ({ isRecoveryCodeAllowed }) =>
    isRecoveryCodeAllowed
      ? ['successOutcome', 'failureOutcome', 'notRegisteredOutcome', 'recoveryCodeOutcome']
      : ['successOutcome', 'failureOutcome', 'notRegisteredOutcome'],
  callbacks: ['NameCallback', 'ConfirmationCallback'],
  reads: [username, pendingOathDevice, oathEnableRecoveryCode],
  writes: [mfaMethod, pendingOathDevice],
  /** Of an app that is not kept yet a code proves that it was set up, and nothing of the person. */
  mayProvide: { successOutcome: ['possession:oath'] },
  texts: {
    prompt: { en: 'One-time code from your authenticator app', de: 'Einmalcode aus Ihrer Authenticator-App' },
    submit: { en: 'Submit', de: 'Bestätigen' },
    useRecoveryCode: { en: 'Use recovery code', de: 'Wiederherstellungscode verwenden' },
  },
  run: async ({ config, realm, state, answers, subject, ports, runId, idempotencyKey, now, text, send, goTo }) => {
    const name = state.get(username) ?? '';
    if (name === '') {
      const message = 'Nobody is named yet. Put a node that asks for the user name before this one.';
      throw new WaygateError('authoring', 'node.username_missing', message);
    }
    const person = await ports.identities.find(realm, name);
    const pending = state.get(pendingOathDevice);
    const place = subject === undefined || subject.id !== person?.id ? undefined : { realm, runId, personId: subject.id };
    const postponed = place === undefined ? undefined : postponedOathOf(ports, place, pending);
    const kept = person === undefined || postponed !== undefined ? [] : await ports.devices.oath.list(realm, person);
    const devices = kept.filter(({ algorithm }) => algorithm === config.algorithm).sort((a, b) => b.lastAccessDate - a.lastAccessDate);
    // Whoever has none and whoever does not exist look alike.
    if (person === undefined || (devices.length === 0 && postponed === undefined)) {
      state.setShared(mfaMethod, 'oath');
      return goTo('notRegisteredOutcome');
    }
    if (config.isRecoveryCodeAllowed && answers.first('ConfirmationCallback')?.index === 1) return goTo('recoveryCodeOutcome');
    const code = (answers.first('NameCallback')?.value ?? '').replaceAll(/\s/g, '');
    if (code === '') {
      return send([
        { type: 'NameCallback', prompt: text('prompt') },
        {
          type: 'ConfirmationCallback',
          options: config.isRecoveryCodeAllowed ? [text('submit'), text('useRecoveryCode')] : [text('submit')],
          selected: 0,
        },
      ]);
    }
    const who = { id: person.id, username: person.username };
    // Two codes that are sent at once in the same step are two tries.
    const key = `${idempotencyKey} ${code}`;
    const targetOf = ({ uuid }: OathDevice) => ({ realm, subject: who, authenticator: `oath:${uuid}` });
    /** The code was right of this device; of the others before it the try is taken back, and no more. */
    const taken = (device: OathDevice) => ports.attempts.succeeded(targetOf(device), key);
    let reason = 'wrong';
    let throttled: string | undefined;

    /** Takes one try at a device before anything is compared. */
    const mayTry = async (device: OathDevice): Promise<boolean> => {
      const permit = await ports.attempts.begin(targetOf(device), key);
      if (!permit.allowed) throttled = permit.reason;
      return permit.allowed;
    };
    /** The device after the code, or undefined when it is not right. */
    const used = (device: OathDevice): OathDevice | undefined => {
      const ruling = verifyOathCode(device, code, config, now);
      if (ruling.accepted) return ruling.device;
      if (ruling.reason !== 'wrong') reason = ruling.reason;
      return undefined;
    };

    if (place !== undefined && postponed !== undefined) {
      const device = (await mayTry(postponed.device)) ? used(postponed.device) : undefined;
      if (device === undefined) return goTo('failureOutcome', { audit: throttled === undefined ? { reason } : { throttled } });
      await taken(device);
      state.setTransient(pendingOathDevice, postponeOath(ports, place, { device, needsCode: false }));
      return goTo('successOutcome', { audit: { device: device.uuid, postponed: true } });
    }
    for (const device of devices) {
      if ((await mayTry(device)) && (await ports.devices.oath.update(realm, who, device.uuid, used))) {
        await taken(device);
        return goTo('successOutcome', {
          identified: who,
          proves: ['possession:oath'],
          shownBy: device.uuid,
          nodeTypes: ['AuthenticatorOATH'],
          audit: { device: device.uuid, algorithm: device.algorithm },
        });
      }
    }
    return goTo('failureOutcome', { audit: throttled === undefined ? { reason } : { reason, throttled } });
  },
});
