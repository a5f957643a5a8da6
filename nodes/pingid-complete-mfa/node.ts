import { defineNode, flagField, localizedField, PRIMARY_DEVICE } from '@waygate/node-kit';
import { z } from 'zod';
import { type AcceptedProof, acceptedProof } from '../pingid/accepted-proof.ts';
import { connectorOutput } from '../pingid/connector-output.ts';
import { type PairedDevice, pairedDevices } from '../pingid/paired-devices.ts';
import { provedSubject } from '../pingid/proved-subject.ts';
import { requiredVerdict } from '../pingid/required-verdict.ts';
import { pingIdDevice, pingIdOutput, pingIdPrimary, pingIdSettings, pingIdVerdict } from '../pingid/state-keys.ts';

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
  reads: [pingIdPrimary],
  guards: [pingIdVerdict, pingIdSettings],
  writes: [pingIdDevice, pingIdPrimary, pingIdOutput],
  texts: {
    success: { en: 'Authentication successful.', de: 'Anmeldung bestätigt.' },
    continue: { en: 'Continue', de: 'Weiter' },
  },
  run: async ({ config, realm, state, guarded, answers, subject: identified, evidence, request, ports, text, localized, send, goTo }) => {
    const subject = provedSubject(identified, evidence);
    const verdict = requiredVerdict(subject, guarded);
    const paired = await pairedDevices(realm, subject, ports);
    const emailBesideDevices = guarded.get(pingIdSettings)?.emailBesideDevices === true;
    const proof = acceptedProof({ evidence, verdict, paired, emailBesideDevices });
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
    // What was allowed for this proof is allowed for no other. Without a proof it stands: what it denies must not open what comes behind.
    if (proof !== undefined) guarded.clear(pingIdVerdict);
    state.remove(pingIdDevice);
    state.remove(pingIdPrimary);
    return goTo(proof === undefined ? 'false' : 'true', { audit: { status, ...(proof === undefined ? {} : { type: proof.type }) } });
  },
});

/** Whether a device gave a proof. A number or an address is no device that evidence names: it is known by its method. */
function isProvedBy({ type, device }: AcceptedProof, { uuid, methods }: PairedDevice): boolean {
  return device === undefined ? methods.some((method) => method === type) : device === uuid;
}
