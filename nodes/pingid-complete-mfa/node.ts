import type { MfaMethod } from '@waygate/mfa';
import { defineNode, type Evidence, type Factor, flagField, localizedField } from '@waygate/node-kit';
import { z } from 'zod';
import { connectorOutput } from '../pingid/connector-output.ts';
import { hasMoreThanMailbox } from '../pingid/has-more-than-mailbox.ts';
import { type PairedDevice, PRIMARY_DEVICE, pairedDevices, type Way } from '../pingid/paired-devices.ts';
import { provedSubject } from '../pingid/proved-subject.ts';
import { allowedMethods, isUnrestricted, requiredVerdict } from '../pingid/required-verdict.ts';
import { secondFactors } from '../pingid/second-factors.ts';
import { type PingIdVerdict, pingIdDevice, pingIdOutput, pingIdPrimary, pingIdSettings, pingIdVerdict } from '../pingid/state-keys.ts';

/** What a factor is proved with. */
const WAY_OF: Readonly<Partial<Record<Factor, Way>>> = {
  'possession:push': 'push',
  'possession:oath': 'code',
  'possession:passkey': 'passkey',
  'possession:sms': 'sms',
  'possession:voice': 'voice',
  'mailbox:code': 'email',
};
const METHOD_OF: Readonly<Partial<Record<Way, MfaMethod>>> = { sms: 'SMS', voice: 'VOICE', email: 'EMAIL' };

export default defineNode({
  type: 'WaygatePingIdCompleteMfaNode',
  displayName: 'PingID Complete MFA',
  category: 'mfa',
  tags: ['mfa', 'pingid'],
  icon: 'shield-check',
  summary: 'Holds what was proved in this run to what the policy asked for.',
  config: z.object({
    showSuccess: flagField('Show approved authentication', 'Shows a page that says so when the person has proved themselves.'),
    message: localizedField('Success message', 'Text of that page.'),
  }),
  outcomes: { true: 'True', false: 'False' },
  callbacks: ['TextOutputCallback', 'ConfirmationCallback'],
  reads: [pingIdVerdict, pingIdSettings, pingIdPrimary],
  writes: [pingIdVerdict, pingIdDevice, pingIdPrimary, pingIdOutput],
  texts: {
    success: { en: 'Authentication successful.', de: 'Anmeldung bestätigt.' },
    continue: { en: 'Continue', de: 'Weiter' },
  },
  run: async ({ config, realm, state, answers, subject: identified, evidence, request, ports, text, localized, send, goTo }) => {
    const subject = provedSubject(identified, evidence);
    const verdict = requiredVerdict(state.get(pingIdVerdict), subject);
    const paired = await pairedDevices(realm, subject, ports);
    const takesMail = !hasMoreThanMailbox(paired) || state.get(pingIdSettings)?.emailBesideDevices === true;
    const factors = secondFactors(evidence).filter(({ factor }) => factor !== 'mailbox:code' || takesMail);
    const proof = acceptedProof(factors, verdict, paired);
    if (proof !== undefined && config.showSuccess && !answers.submitted) {
      return send([
        { type: 'TextOutputCallback', messageType: 'information', message: localized(config.message, 'success') },
        { type: 'ConfirmationCallback', options: [text('continue')], selected: 0 },
      ]);
    }
    const wished = paired.find(({ uuid }) => uuid === state.get(pingIdPrimary));
    if (proof !== undefined && wished !== undefined && isProvedBy(proof, wished))
      await ports.identities.updateMeta(realm, subject.id, (meta) => ({ ...meta, [PRIMARY_DEVICE]: wished.uuid }));
    const status = proof === undefined ? 'FAILED' : 'AUTHENTICATED';
    state.setShared(
      pingIdOutput,
      connectorOutput({
        status,
        sub: subject.username,
        clientIp: request.clientIp,
        device: proof?.device,
        authenticationType: proof?.type,
      }),
    );
    // What was allowed for this proof is allowed for no other.
    state.remove(pingIdVerdict);
    state.remove(pingIdDevice);
    state.remove(pingIdPrimary);
    return goTo(proof === undefined ? 'false' : 'true', { audit: { status, ...(proof === undefined ? {} : { type: proof.type }) } });
  },
});

interface Proof {
  readonly type: string;
  readonly device: string | undefined;
}

/** The newest proof that the policy takes. */
function acceptedProof(evidence: readonly Evidence[], verdict: PingIdVerdict, paired: readonly PairedDevice[]): Proof | undefined {
  for (const { factor, device } of evidence.toReversed()) {
    if (factor === 'possession:recovery-code') {
      if (isUnrestricted(verdict) && takesRecoveryCodes(verdict, paired)) return { type: 'RECOVERY_CODE', device: undefined };
      continue;
    }
    const way = WAY_OF[factor];
    if (way === undefined) continue;
    const method = METHOD_OF[way];
    if (method !== undefined) {
      if (verdict.methods.includes(method)) return { type: method, device: undefined };
      continue;
    }
    // What counts is the device that answered, whichever was chosen; one that was removed since answers for nothing.
    const own = paired.find((one) => one.way === way && one.uuid === device);
    if (own === undefined) continue;
    const [type] = allowedMethods(verdict, own);
    if (type !== undefined) return { type, device: own.uuid };
  }
  return undefined;
}

/** Whether a device gave a proof. A number or an address is no device that evidence names: it is known by its method. */
function isProvedBy({ type, device }: Proof, { uuid, methods }: PairedDevice): boolean {
  return device === undefined ? methods.some((method) => method === type) : device === uuid;
}

/** Recovery codes stand in for a device. Where the policy takes none of those that have some, their codes are worth as little. */
function takesRecoveryCodes(verdict: PingIdVerdict, paired: readonly PairedDevice[]): boolean {
  const bearers = paired.filter(({ way }) => way === 'push' || way === 'code' || way === 'passkey');
  return bearers.length === 0 || bearers.some((device) => allowedMethods(verdict, device).length > 0);
}
