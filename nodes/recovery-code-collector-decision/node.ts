import { type DeviceKind, defineNode, username } from '@waygate/node-kit';
import { z } from 'zod';

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
  summary: 'Asks for a recovery code and uses it up.',
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
  callbacks: ['NameCallback'],
  reads: [username],
  provides: { true: ['possession:recovery-code'] },
  texts: { prompt: { en: 'Recovery Code', de: 'Wiederherstellungscode' } },
  run: async ({ config, realm, answers, state, ports, idempotencyKey, text, send, goTo }) => {
    const code = (answers.first('NameCallback')?.value ?? '').trim();
    if (code === '') return send([{ type: 'NameCallback', prompt: text('prompt') }]);
    const family = FAMILY[config.recoveryCodeType];
    const name = state.get(username) ?? '';
    const person = name === '' ? undefined : await ports.identities.find(realm, name);
    const { accepted, left } = await ports.devices.consumeRecoveryCode(realm, person, family.kind, code, idempotencyKey);
    const audit = { recoveryCodeType: config.recoveryCodeType };
    if (!accepted || person === undefined) return goTo('false', { audit });
    return goTo('true', {
      identified: person,
      nodeTypes: [family.nodeType],
      sessionProperties: { recoveryCodesLeft: String(left) },
      audit: { ...audit, left },
    });
  },
});
