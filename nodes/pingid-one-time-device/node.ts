import { defineNode, stateKey } from '@waygate/node-kit';
import type { Json, JsonObject } from '@waygate/schema';
import { z } from 'zod';
import { askPasscode, openPasscode, PASSCODE_TEXTS } from '../pingid/ask-passcode.ts';
import { provedSubject } from '../pingid/proved-subject.ts';
import { requiredVerdict } from '../pingid/required-verdict.ts';
import { pingIdVerdict } from '../pingid/state-keys.ts';
import { readDeviceRequest } from './read-device-request.ts';

const FACTOR = { SMS: 'possession:sms', VOICE: 'possession:voice', EMAIL: 'mailbox:code' } as const;

/** The signed request, as an earlier node copied it, such as Query Parameter, which makes a list. */
const oneTimeDevice = stateKey('oneTimeDevice', z.union([z.string(), z.array(z.string())]));
/** Member of what is known beside a person that holds requests that were used, by their ids, with when they end. */
const USED_REQUESTS = 'usedDeviceRequests';

export default defineNode({
  type: 'WaygatePingIdOneTimeDeviceNode',
  displayName: 'PingID One-Time Device',
  category: 'mfa',
  tags: ['mfa', 'pingid', 'otp'],
  icon: 'device-mobile',
  summary: 'Takes a number or mail address from a signed request for this sign-on alone: a passcode goes there, and nothing is paired.',
  config: z.object({
    application: z.string().max(64).default('').meta({
      title: 'Application',
      help: 'Who signs the requests, as the service Device Requests of the realm calls it; its key stands there. Without it no request is taken.',
    }),
    minutes: z
      .int()
      .min(1)
      .max(10)
      .default(5)
      .meta({ title: 'Passcode lifetime', help: 'How long a passcode is good for.', unit: 'minutes' }),
  }),
  outcomes: { true: 'True', false: 'False', none: 'No Request' },
  callbacks: ['TextOutputCallback', 'NameCallback', 'ConfirmationCallback'],
  reads: [oneTimeDevice],
  guards: [pingIdVerdict],
  writes: [oneTimeDevice],
  mayProvide: { true: ['possession:sms', 'possession:voice', 'mailbox:code'] },
  /** Device of the request, once it was taken. */
  local: openPasscode.partial().extend({ device: z.object({ method: z.enum(['SMS', 'VOICE', 'EMAIL']), address: z.string() }) }),
  texts: PASSCODE_TEXTS,
  run: async ({
    config,
    realm,
    subject: identified,
    evidence,
    state,
    guarded,
    answers,
    local,
    ports,
    now,
    runId,
    idempotencyKey,
    text,
    send,
    goTo,
  }) => {
    const subject = provedSubject(identified, evidence);
    const verdict = requiredVerdict(subject, guarded);
    const refuse = (reason: string) => goTo('false', { audit: { reason } });
    let device = local.get()?.device;
    if (device === undefined) {
      const [jwt = '', ...others] = [state.get(oneTimeDevice) ?? ''].flat();
      state.remove(oneTimeDevice);
      const key = config.application === '' ? undefined : await ports.deviceRequests.key(realm, config.application);
      if (jwt === '' || key === undefined) return goTo('none');
      const request = others.length > 0 ? undefined : await readDeviceRequest(jwt, key, realm, now);
      if (request === undefined) return refuse('request');
      if ((await ports.identities.find(realm, request.sub))?.id !== subject.id) return refuse('otherSubject');
      if (!verdict.methods.includes(request.method)) return refuse('policy');
      let isFirst = false;
      const kept = await ports.identities.updateMeta(realm, subject.id, (meta) => {
        const used = stillGood(meta[USED_REQUESTS], now);
        const by = used[request.jti];
        // A step that is repeated after a crash is the same use.
        isFirst = by === undefined || by.use === idempotencyKey;
        return { ...meta, [USED_REQUESTS]: { ...used, [request.jti]: { until: request.exp * 1000, use: by?.use ?? idempotencyKey } } };
      });
      if (!kept || !isFirst) return refuse('used');
      device = { method: request.method, address: request.address };
    }
    const taken = device;
    const open = {
      get: () => openPasscode.safeParse(local.get()).data,
      set: (value: z.infer<typeof openPasscode>) => local.set({ ...value, device: taken }),
      clear: () => local.clear(),
    };
    const { method, address: to } = taken;
    const step = await askPasscode({
      realm,
      subject,
      method,
      to,
      minutes: config.minutes,
      answers,
      local: open,
      ports,
      now,
      runId,
      idempotencyKey,
      text,
    });
    if (step.kind === 'page') return send(step.callbacks);
    if (step.kind !== 'right') return refuse('code');
    return goTo('true', { proves: [FACTOR[method]], audit: { method } });
  },
});

type Used = Record<string, { readonly until: number; readonly use: string }>;

/** Requests that were used and could be shown again. */
function stillGood(value: Json | undefined, now: number): Used & JsonObject {
  const entry = z.object({ until: z.number(), use: z.string() });
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([jti, one]) => {
      const { data } = entry.safeParse(one);
      return data === undefined || data.until <= now ? [] : [[jti, data]];
    }),
  );
}
