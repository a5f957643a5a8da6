import {
  defineNode,
  deviceProfile,
  flagField,
  localizedField,
  mfaMethod,
  type PushContext,
  pushFailureReason,
  pushMechanismUid,
  pushMessageId,
  pushNumberChallengeKey,
  pushTimeout,
  type RequestFacts,
  username,
} from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { outageFields } from '../outage/outage-fields.ts';
import { reportsOutage } from '../outage/reports-outage.ts';
import { pingIdDevice } from '../pingid/state-keys.ts';

/** Longest custom payload, in bytes of UTF-8 (AM). */
const LONGEST_PAYLOAD = 3_072;

const node = defineNode({
  type: 'PushAuthenticationSenderNode',
  displayName: 'Push Sender',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'send',
  summary: "Sends a push to the person's phone.",
  config: z.object({
    messageTimeout: z
      .int()
      .min(10_000)
      .max(600_000)
      .default(120_000)
      .meta({ title: 'Message timeout', help: 'How long the push can be answered, counted from sending.', unit: 'milliseconds' }),
    userMessage: localizedField('User message', 'Text of the notification; {{user}} and {{issuer}} are replaced.'),
    mandatory: flagField("Remove 'skip' option", 'Ignores that a person chose to skip this factor.'),
    contextInfo: flagField(
      'Share context info',
      'Tells the phone the address, the browser and, after a Device Profile Collector, the place of the sign-on.',
    ),
    customPayload: z
      .array(z.string().min(1).max(256))
      .default([])
      .meta({ title: 'Custom payload attributes', help: 'State keys whose values the phone is sent.' }),
    pushType: z
      .enum(['CODE_ENTRY', 'CHALLENGE', 'BIOMETRIC', 'DEFAULT'])
      .default('DEFAULT')
      .meta({
        title: 'Push type',
        help: 'How the person answers. Code entry is the only type that no mistaken tap approves and that is out-of-band authentication by NIST SP 800-63B-4; apps that cannot do it are sent a number challenge, which falls short like the others. No push resists phishing: passkeys do.',
        // What AM exports without a type is tap to accept, so that stays the default.
        newNode: 'CODE_ENTRY',
        options: {
          CODE_ENTRY: 'Enter a code (recommended)',
          CHALLENGE: 'Display challenge code (falls short of NIST)',
          BIOMETRIC: 'Use biometrics to accept (falls short of NIST)',
          DEFAULT: 'Tap to accept (falls short of NIST)',
        },
      }),
    captureFailure: flagField('Capture failure', 'Gives technical failures an outcome instead of ending the journey.'),
    ...outageFields,
  }),
  outcomes: { SENT: 'Sent', NOT_REGISTERED: 'Not Registered', SKIPPED: 'Skipped', FAILURE: 'Failure' },
  activeOutcomes: ({ mandatory, captureFailure }) => [
    'SENT',
    'NOT_REGISTERED',
    ...(mandatory ? [] : (['SKIPPED'] as const)),
    ...(captureFailure ? (['FAILURE'] as const) : []),
  ],
  reads: [username, pushMessageId, deviceProfile, pingIdDevice],
  dynamicReads: ({ customPayload }) => customPayload,
  writes: [pushMessageId, pushTimeout, pushMechanismUid, pushNumberChallengeKey, mfaMethod, pushFailureReason],
  texts: {
    message: { en: 'Login attempt from {{user}} at {{issuer}}', de: 'Anmeldeversuch von {{user}} bei {{issuer}}' },
    rateLimited: {
      en: 'Too many sign-on requests were sent to your phone. Try again in {{minutes}} minutes.',
      de: 'Es wurden zu viele Anfragen an Ihr Telefon gesendet. Versuchen Sie es in {{minutes}} Minuten wieder.',
    },
    failed: {
      en: 'The sign-on request could not be sent to your phone. Try again later.',
      de: 'Die Anfrage konnte nicht an Ihr Telefon gesendet werden. Versuchen Sie es später wieder.',
    },
  },
  run: async ({ config, realm, state, ports, request, runId, idempotencyKey, text, localized, goTo, refuse }) => {
    const fail = (reason: 'MISSING_USERNAME' | 'SENDER_ALREADY_USED' | 'CTS_ERROR' | 'TRANSMISSION_FAILURE') => {
      if (!config.captureFailure) return refuse('push.send_failed', text('failed'));
      state.setShared(pushFailureReason, reason);
      return goTo('FAILURE', { audit: { reason } });
    };
    const name = state.get(username);
    if (name === undefined || name === '') return fail('MISSING_USERNAME');
    if (state.get(pushMessageId) !== undefined) return fail('SENDER_ALREADY_USED');
    const person = await ports.identities.find(realm, name);
    if (person === undefined) return fail('TRANSMISSION_FAILURE');
    const devices = await ports.devices.push.list(realm, person);
    const chosen = state.get(pingIdDevice);
    const device = devices.find(({ uuid }) => uuid === chosen) ?? devices[0];
    const preference = config.mandatory ? 'NOT_SKIPPABLE' : await ports.devices.skipPreference(realm, person, 'push');
    if (preference === 'SKIPPABLE') return goTo('SKIPPED');
    if (preference === 'NOT_SET' || device === undefined) {
      state.setShared(mfaMethod, 'push');
      return goTo('NOT_REGISTERED');
    }
    const payload = JSON.stringify(
      Object.fromEntries(config.customPayload.flatMap((key) => (state.getNamed(key) === undefined ? [] : [[key, state.getNamed(key)]]))),
    );
    if (new TextEncoder().encode(payload).length > LONGEST_PAYLOAD) return fail('TRANSMISSION_FAILURE');
    const context = config.contextInfo ? contextOf(request, state.get(deviceProfile)) : undefined;
    const message = localized(config.userMessage, 'message', { user: person.username, issuer: device.issuer });
    const result = await ports.push.send({
      realm,
      subject: person,
      device,
      type: config.pushType,
      text: message,
      subjectLine: message,
      customPayload: payload === '{}' ? '{ }' : payload,
      context,
      timeout: config.messageTimeout,
      runId,
      idempotencyKey,
    });
    if (result.status === 'rateLimited') {
      const minutes = String(Math.max(1, Math.ceil(result.retryAfter / 60)));
      return config.captureFailure ? fail('TRANSMISSION_FAILURE') : refuse('push.rate_limited', text('rateLimited', { minutes }));
    }
    if (result.status === 'failed' && result.unreachable === true && config.outageOutcome === true)
      throw new WaygateError('operational', 'push.unreachable', 'What carries pushes cannot be reached.');
    if (result.status === 'failed') return fail(result.reason);
    state.setShared(pushMessageId, result.messageId);
    state.setShared(pushTimeout, config.messageTimeout);
    state.setShared(pushMechanismUid, device.deviceMechanismUID);
    if (result.challenge === undefined) state.remove(pushNumberChallengeKey);
    else state.setShared(pushNumberChallengeKey, result.challenge);
    return goTo('SENT', { audit: { pushType: result.type, contextShared: Object.keys(context ?? {}) } });
  },
});

export default reportsOutage(node);

/** What is known of the three things that the phone can be told; unknown ones are left out (AM). */
function contextOf(request: RequestFacts, profile: { readonly [key: string]: unknown } | undefined): PushContext {
  const place = profile?.['location'] as { latitude?: unknown; longitude?: unknown } | undefined;
  const [userAgent] = request.header('user-agent');
  return {
    ...(typeof place?.latitude === 'number' && typeof place.longitude === 'number'
      ? { location: { latitude: place.latitude, longitude: place.longitude } }
      : {}),
    ...(request.clientIp === undefined ? {} : { remoteIp: request.clientIp }),
    ...(userAgent === undefined ? {} : { userAgent: userAgent.slice(0, 512) }),
  };
}
