import { type DeviceKind, defineNode, type Subject, username } from '@waygate/node-kit';
import { z } from 'zod';
import { pingIdVerdict } from '../pingid/state-keys.ts';
import { usableRecoveryCodes } from '../pingid/usable-recovery-codes.ts';
import { recoveryCodePage, recoveryCodePageTexts } from '../recovery-codes/recovery-code-page.ts';

const FAMILY = {
  OATH: { kind: 'oath', nodeType: 'AuthenticatorOATH' },
  PUSH: { kind: 'push', nodeType: 'AuthenticatorPushRegistration' },
  WEB_AUTHN: { kind: 'webauthn', nodeType: 'WebAuthnAuthentication' },
} as const satisfies Record<string, { kind: DeviceKind; nodeType: string }>;

export default defineNode({
  type: 'RecoveryCodeCollectorDecisionNode',
  displayName: 'Recovery Code Collector Decision',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'life-buoy',
  summary: 'Asks for a recovery code and uses it up. With the last one it shows new ones.',
  config: z.object({
    recoveryCodeType: z
      .enum(['OATH', 'PUSH', 'WEB_AUTHN'])
      .default('OATH')
      .meta({
        title: 'Recovery code type',
        help: 'Codes of which devices are taken. In a journey with push it must be PUSH, or no code is ever right.',
        options: { OATH: 'One-time passwords (OATH)', PUSH: 'Push', WEB_AUTHN: 'Passkeys (WebAuthn)' },
      }),
  }),
  outcomes: { true: 'True', false: 'False' },
  callbacks: ['NameCallback', 'TextOutputCallback'],
  reads: [username],
  guards: [pingIdVerdict],
  provides: { true: ['possession:recovery-code'] },
  texts: { prompt: { en: 'Recovery Code', de: 'Wiederherstellungscode' }, ...recoveryCodePageTexts },
  // Whose last code was right, while new ones are shown.
  local: z.object({
    person: z.object({ id: z.string(), username: z.string() }),
    device: z.string(),
    use: z.string(),
    left: z.int(),
  }),
  run: async ({ config, realm, answers, state, guarded, local, ports, request, runId, idempotencyKey, text, send, goTo }) => {
    const { kind, nodeType } = FAMILY[config.recoveryCodeType];
    const audit = { recoveryCodeType: config.recoveryCodeType };
    const accepted = (person: Subject, device: string, left: number) =>
      goTo('true', {
        identified: person,
        shownBy: device,
        nodeTypes: [nodeType],
        sessionProperties: { recoveryCodesLeft: String(left) },
        audit: { ...audit, device, left },
      });
    const shown = local.get();
    if (shown !== undefined) {
      await ports.devices.forgetNewRecoveryCodes(realm, shown.person, kind, shown.use);
      return accepted(shown.person, shown.device, shown.left);
    }
    const code = (answers.first('NameCallback')?.value ?? '').trim();
    if (code === '') return send([{ type: 'NameCallback', prompt: text('prompt') }]);

    const name = state.get(username) ?? '';
    const person = name === '' ? undefined : await ports.identities.find(realm, name);
    const target = { realm, subject: person ?? { nobody: name }, authenticator: `recovery-code:${kind}` };
    const { permit, used } = await ports.devices.recoveryCodeAdmission(async () => {
      const given = await ports.attempts.begin(target, idempotencyKey);
      // A try that was one too many costs what a wrong one does.
      const asked = given.allowed ? person : undefined;
      // What a policy of this run does not take is refused before the code is used up.
      const mayBeUsed = asked === undefined ? undefined : await usableRecoveryCodes(realm, asked, guarded, ports);
      return { permit: given, used: await ports.devices.consumeRecoveryCode(realm, asked, kind, code, idempotencyKey, mayBeUsed) };
    });
    if (!used.accepted || person === undefined) {
      const why = used.accepted || used.denied !== true ? {} : { denied: 'policy' };
      return goTo('false', { audit: permit.allowed ? { ...audit, ...why } : { ...audit, throttled: permit.reason } });
    }
    await ports.attempts.succeeded(target, idempotencyKey);
    const { device, left, renewed } = used;
    const notice = { realm, subject: person, locales: request.locales, runId, idempotencyKey };
    ports.notices.tell({ ...notice, event: 'recoveryCodeUsed', facts: { left } });
    if (renewed === undefined) return accepted(person, device, left);
    ports.notices.tell({ ...notice, event: 'recoveryCodesNew', facts: { deviceName: renewed.deviceName } });
    local.set({ person: { id: person.id, username: person.username }, device, use: idempotencyKey, left });
    return send([recoveryCodePage(text, renewed.deviceName, renewed.recoveryCodes)]);
  },
});
