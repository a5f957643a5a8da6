import { fromBase64, fromUtf8 } from '@waygate/mfa';
import { defineNode, flagField, type Identity, type NodePorts, stateKey, username } from '@waygate/node-kit';
import { NOT_PRESSED, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { askForAssertion } from '../webauthn/ask-browser.ts';
import { readAssertion } from '../webauthn/read-outcome.ts';
import { assertionInfo, domException } from '../webauthn/state-keys.ts';
import { timeForAnswer } from '../webauthn/time-for-answer.ts';
import { webAuthnFields } from '../webauthn/webauthn-fields.ts';

const deviceUuid = stateKey('webauthnDeviceUuid', z.string());
const deviceName = stateKey('webauthnDeviceName', z.string());

export default defineNode({
  type: 'WebAuthnAuthenticationNode',
  displayName: 'WebAuthn Authentication Node',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'fingerprint',
  summary: 'Asks for a passkey or a security key of the person, or of whoever it is.',
  config: z.object({
    ...webAuthnFields,
    isRecoveryCodeAllowed: flagField('Allow recovery codes', 'Adds a button for people whose device is not at hand.'),
    requiresResidentKey: flagField('Username from device', 'The passkey says whose it is, so that nobody has to type a name.'),
    detectSignCountMismatch: flagField(
      'Detect sign count mismatch',
      'Adds an outcome for a counter that went back, which means that there may be a copy of the key. Without it that is a failure.',
    ),
  }),
  outcomes: {
    unsupported: 'Unsupported',
    noDevice: 'No Device Registered',
    success: 'Success',
    failure: 'Failure',
    error: 'Client Error',
    recoveryCode: 'Recovery Code',
    successSignCountMismatch: 'Sign Count Mismatch',
  },
  activeOutcomes: ({ isRecoveryCodeAllowed, detectSignCountMismatch }) => [
    'unsupported',
    'noDevice',
    'success',
    'failure',
    'error',
    ...(isRecoveryCodeAllowed ? (['recoveryCode'] as const) : []),
    ...(detectSignCountMismatch ? (['successSignCountMismatch'] as const) : []),
  ],
  callbacks: ['TextOutputCallback', 'MetadataCallback', 'HiddenValueCallback', 'ConfirmationCallback'],
  reads: [username],
  writes: [username, domException, deviceUuid, deviceName, assertionInfo],
  provides: { success: ['possession:passkey'] },
  mayProvide: { success: ['verification:passkey'] },
  /** Beside fields for name and password: once a passkey was used, nobody needs them. */
  endsPage: ['success', 'failure', 'successSignCountMismatch'],
  /** In AM the challenge is in shared state and survives a retry. Here each is for one display, and nobody sees it but the client. */
  local: z.object({ challenge: z.string(), until: z.number() }),
  texts: {
    waiting: { en: 'Waiting for your device...', de: 'Warten auf Ihr Gerät ...' },
    useRecoveryCode: { en: 'Use Recovery Code', de: 'Wiederherstellungscode verwenden' },
  },
  run: async ({ config, realm, state, local, answers, subject, ports, now, idempotencyKey, text, send, goTo }) => {
    const isUsernameless = config.requiresResidentKey;
    const name = isUsernameless ? '' : (state.get(username) ?? '');
    if (!isUsernameless && name === '') {
      const message = 'Nobody is named yet. Put a node that asks for the user name before this one, or take the name from the device.';
      throw new WaygateError('authoring', 'node.username_missing', message);
    }
    const named = isUsernameless ? undefined : await ports.identities.find(realm, name);
    const known = named === undefined ? [] : await ports.devices.webauthn.list(realm, named);
    // Whoever has none and whoever does not exist look alike.
    if (!isUsernameless && known.length === 0) return goTo('noDevice');
    const relyingParty = ports.webauthn.relyingParty(realm, config.relyingPartyDomain, config.origins);
    const show = () => {
      const challenge = ports.webauthn.newChallenge();
      local.set({ challenge, until: timeForAnswer(now, config.timeout, isUsernameless) });
      const ceremony = {
        challenge,
        timeout: config.timeout,
        rpId: relyingParty.id,
        verification: config.userVerificationRequirement.toLowerCase(),
        credentials: known.map(({ credentialId }) => credentialId),
      };
      const asked = askForAssertion(ceremony, { asScript: config.asScript, waiting: text('waiting') });
      if (!config.isRecoveryCodeAllowed) return send(asked);
      return send([...asked, { type: 'ConfirmationCallback', options: [text('useRecoveryCode')], selected: NOT_PRESSED }]);
    };
    const open = local.get();
    if (!answers.submitted || open === undefined) return show();
    if (config.isRecoveryCodeAllowed && answers.first('ConfirmationCallback')?.index === 0) return goTo('recoveryCode');
    const answer = readAssertion(answers.first('HiddenValueCallback')?.value);
    if (answer.kind === 'unsupported') return goTo('unsupported');
    if (answer.kind === 'error') {
      state.setShared(domException, answer.message);
      return goTo('error');
    }
    const fail = (reason: string) => goTo('failure', { audit: { reason } });
    if (answer.kind === 'malformed') return fail('malformed');
    // What comes too late proves nothing any more; the person can try once more.
    if (answer.kind === 'none' || now > open.until) return show();
    const { credentialId, userHandle } = answer;
    const owner = userHandle === '' ? undefined : await ownerOf(ports, realm, userHandle);
    const devices = !isUsernameless ? known : owner === undefined ? [] : await ports.devices.webauthn.list(realm, owner);
    if (isUsernameless && userHandle !== '' && devices.length === 0) return goTo('noDevice');
    if (userHandle !== '' && owner === undefined) return fail('unknown');
    const person = isUsernameless ? owner : named;
    if (person === undefined || (owner !== undefined && owner.id !== person.id)) return fail('unknown');
    // What was proved already was proved of somebody; a passkey of somebody else adds nothing to it.
    if (subject !== undefined && subject.id !== person.id) return fail('somebodyElse');
    const device = devices.find((one) => one.credentialId === credentialId);
    if (device === undefined) return fail('unknown');
    const target = { realm, subject: { id: person.id, username: person.username }, authenticator: `webauthn:${device.uuid}` };
    const permit = await ports.attempts.begin(target, idempotencyKey);
    if (!permit.allowed) return goTo('failure', { audit: { throttled: permit.reason } });
    const used = await ports.webauthn.verifyAssertion({
      realm,
      relyingParty,
      challenge: open.challenge,
      requireVerification: config.userVerificationRequirement === 'REQUIRED',
      publicKey: device.publicKey,
      response: answer,
    });
    if (!used.verified) return fail(used.reason);
    const { signCount, flags } = used;
    let copied = false;
    const kept = await ports.devices.webauthn.update(realm, person, device.uuid, (current) => {
      const isSameUse = current.lastUse === idempotencyKey;
      copied = !isSameUse && (signCount > 0 || current.signCount > 0) && signCount <= current.signCount;
      if (copied) return undefined;
      const discoverable = isUsernameless ? { discoverable: true } : {};
      return { ...current, signCount, lastAccessDate: now, backedUp: flags.BS, lastUse: idempotencyKey, ...discoverable };
    });
    const audit = { registeredDeviceUuid: device.uuid, credentialId, deviceName: device.deviceName, userHandle };
    if (copied && !config.detectSignCountMismatch) return goTo('failure', { audit: { ...audit, reason: 'signCount' } });
    if (!kept && !copied) return fail('unknown');
    if (!copied) await ports.attempts.succeeded(target, idempotencyKey);
    if (isUsernameless) state.setShared(username, person.username);
    state.setShared(deviceUuid, device.uuid);
    state.setShared(deviceName, device.deviceName);
    const attachment = answer.attachment === undefined ? {} : { authenticatorAttachment: answer.attachment };
    state.setTransient(assertionInfo, { flags: { ...flags }, ...attachment });
    // Who has a copy of the key has not shown that they have the key.
    if (copied) return goTo('successSignCountMismatch', { audit });
    return goTo('success', {
      identified: target.subject,
      proves: flags.UV ? ['verification:passkey'] : [],
      shownBy: device.uuid,
      nodeTypes: ['WebAuthnAuthentication'],
      audit,
    });
  },
});

/** Whose passkey it is. The handle is the person's id; some clients hand it over in base64url, as they got it. */
async function ownerOf(ports: NodePorts, realm: string, handle: string): Promise<Identity | undefined> {
  const bytes = fromBase64(handle);
  const decoded = bytes === undefined ? undefined : fromUtf8(bytes);
  const found = await ports.identities.findBy(realm, '_id', handle);
  return found ?? (decoded === undefined || decoded === '' ? undefined : ports.identities.findBy(realm, '_id', decoded));
}
