import { type DeviceKind, defineNode, mfaMethod, type NodePorts, type Subject, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { holdsADevice, isProved } from '../enrolment/is-proved.ts';

const METHODS = ['push', 'oath', 'webauthn'] as const satisfies readonly DeviceKind[];

export default defineNode({
  type: 'OptOutMultiFactorAuthenticationNode',
  displayName: 'Opt-out Multi-Factor Authentication',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'shield-off',
  summary: 'Notes that the person does without a second factor.',
  config: z.object({}),
  outcomes: { outcome: 'Outcome' },
  reads: [username, mfaMethod],
  texts: {
    needsProof: {
      en: 'Sign on first: only somebody who has proved who they are can do without a second factor.',
      de: 'Melden Sie sich zuerst an: Auf einen zweiten Faktor kann nur verzichten, wer seine Identität bewiesen hat.',
    },
    needsFactor: {
      en: 'This account has a second factor. Confirm with it, or with a recovery code, before you do without.',
      de: 'Dieses Konto hat einen zweiten Faktor. Bestätigen Sie damit oder mit einem Wiederherstellungscode, bevor Sie darauf verzichten.',
    },
  },
  run: async ({ realm, state, subject, evidence, request: { locales }, ports, runId, idempotencyKey, text, goTo, refuse }) => {
    const kind = METHODS.find((one) => one === state.get(mfaMethod));
    if ((state.get(username) ?? '') === '' || kind === undefined) {
      const message =
        'It is not known who does without what. Put a node that looks for devices before this one, such as Push Sender or OATH Token Verifier.';
      throw new WaygateError('authoring', 'node.mfa_method_missing', message);
    }
    if (subject === undefined || !isProved(evidence)) return refuse('mfa.opt_out_needs_proof', text('needsProof'));
    const preference = await ports.devices.skipPreference(realm, subject, kind);
    if (preference === 'SKIPPABLE') return goTo('outcome', { audit: { mfaMethod: kind, changed: false } });
    const isRegistered = await hasDevice(ports, realm, subject, kind);
    if (preference === 'NOT_SKIPPABLE' && !isRegistered) return goTo('outcome', { audit: { mfaMethod: kind, changed: false } });
    // Whoever knows no more than the password must not be able to switch the second factor off.
    if (isRegistered && !holdsADevice(evidence)) return refuse('mfa.opt_out_needs_factor', text('needsFactor'));
    await ports.devices.setSkipPreference(realm, subject, kind, 'SKIPPABLE');
    ports.notices.tell({ realm, subject, event: 'secondFactorChanged', locales, runId, idempotencyKey });
    return goTo('outcome', { audit: { mfaMethod: kind, changed: true } });
  },
});

async function hasDevice({ devices }: NodePorts, realm: string, subject: Subject, kind: (typeof METHODS)[number]): Promise<boolean> {
  return (await devices[kind].list(realm, subject)).length > 0;
}
