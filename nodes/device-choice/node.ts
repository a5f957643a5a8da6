import {
  choicesField,
  defineNode,
  localizedField,
  type NodeContext,
  PRIMARY_DEVICE,
  pushMessageId,
  type Subject,
  stateKey,
} from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { isProved } from '../enrolment/is-proved.ts';

/** What can be asked for, what resists phishing first. */
const WAYS = { passkey: 'Passkey', push: 'Phone', oath: 'Code of an app', token: 'Code of a token' } as const;
type Way = keyof typeof WAYS;
const ORDER = ['passkey', 'push', 'oath', 'token'] as const satisfies readonly Way[];

/** Session property that holds the name of its person. */
const SESSION_PERSON = 'UserToken';

/** Whether this run went on with a device once. Whoever comes back could not or would not use it, and is asked, whichever of these nodes they come to. */
const deviceChosen = stateKey('deviceChosen', z.boolean());

export default defineNode({
  type: 'WaygateDeviceChoiceNode',
  displayName: 'Device Choice',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication', 'step-up'],
  icon: 'devices',
  summary: 'Goes on by the kind of device that the person has, with the one that they want to use first, and asks when there are several.',
  config: z.object({
    ways: choicesField('Ways', 'What the journey can ask for; each is an outcome.', WAYS, ['passkey', 'push', 'oath', 'token']),
    message: localizedField('Question', 'Text above the choice.'),
  }),
  outcomes: { ...WAYS, noDevice: 'No Device', unusable: 'None of These' },
  activeOutcomes: ({ ways }) => [...ORDER.filter((way) => ways.includes(way)), 'noDevice', 'unusable'],
  callbacks: ['ChoiceCallback'],
  reads: [deviceChosen],
  writes: [deviceChosen, pushMessageId],
  /** What the page offers, so that nobody chooses anything else. */
  local: z.array(z.enum(ORDER)),
  texts: {
    question: { en: 'How do you want to confirm that it is you?', de: 'Wie möchten Sie bestätigen, dass Sie es sind?' },
    passkey: { en: 'Passkey or security key', de: 'Passkey oder Sicherheitsschlüssel' },
    push: { en: 'Approve on {{name}}', de: 'Auf {{name}} bestätigen' },
    oath: { en: 'Code from your authenticator app', de: 'Code aus Ihrer Authenticator-App' },
    token: { en: 'Code from your hardware token', de: 'Code aus Ihrem Hardware-Token' },
  },
  run: async (context) => {
    const { config, realm, state, local, answers, ports, text, localized, send, goTo } = context;
    const subject = await knownPerson(context);
    const [person, passkeys, phones, apps, bound] = await Promise.all([
      ports.identities.read(realm, subject.id),
      ports.devices.webauthn.list(realm, subject),
      ports.devices.push.list(realm, subject),
      ports.devices.oath.list(realm, subject),
      ports.devices.binding.list(realm, subject),
    ]);
    const has: Readonly<Record<Way, boolean>> = {
      passkey: passkeys.length > 0,
      push: phones.length > 0,
      oath: apps.some(({ algorithm }) => algorithm === 'TOTP'),
      token: apps.some(({ algorithm }) => algorithm === 'HOTP'),
    };
    if ([passkeys, phones, apps, bound].every(({ length }) => length === 0)) return goTo('noDevice');
    const primary = person?.meta[PRIMARY_DEVICE];
    const isPrimary = ({ uuid }: { readonly uuid: string }) => uuid === primary;
    const isFirst: Readonly<Record<Way, boolean>> = {
      passkey: passkeys.some(isPrimary),
      push: phones.some(isPrimary),
      oath: apps.some((app) => app.algorithm === 'TOTP' && isPrimary(app)),
      token: apps.some((app) => app.algorithm === 'HOTP' && isPrimary(app)),
    };
    const usable = ORDER.filter((way) => config.ways.includes(way) && has[way]).sort((a, b) => Number(isFirst[b]) - Number(isFirst[a]));
    const take = (way: Way) => {
      state.setShared(deviceChosen, true);
      // Whoever gave up waiting for the phone and takes it after all is sent another push, and the answer to the first counts for nothing.
      if (way === 'push') state.remove(pushMessageId);
      return goTo(way, { audit: { offered: usable } });
    };
    const index = answers.first('ChoiceCallback')?.index;
    const chosen = index === undefined ? undefined : local.get()?.[index];
    // It may have been removed while the page stood open.
    if (chosen !== undefined && usable.includes(chosen)) return take(chosen);
    const [only, ...others] = usable;
    if (only === undefined) return goTo('unusable');
    // What waits for a passkey or a phone has a way back to here; who is asked for a code has none, and sees it as the first of the list.
    const isDecided = others.length === 0 || (isFirst[only] && (only === 'passkey' || only === 'push'));
    if (isDecided && state.get(deviceChosen) !== true) return take(only);
    local.set([...usable]);
    const name = phones[0]?.deviceName ?? '';
    return send([
      {
        type: 'ChoiceCallback',
        prompt: localized(config.message, 'question'),
        choices: usable.map((way) => text(way, { name })),
        defaultChoice: 0,
      },
    ]);
  },
});

/**
 * Who the journey is about. What somebody has is told to nobody who only knows their name: they must have proved something in this run, or have come with their session.
 * @throws WaygateError `device_choice.nobody_known` (authoring)
 */
async function knownPerson({ subject, evidence, existingSession }: NodeContext): Promise<Subject> {
  const isTheirs = async () => (await existingSession())?.[SESSION_PERSON] === subject?.username;
  if (subject !== undefined && (isProved(evidence) || (await isTheirs()))) return subject;
  const message = 'Nobody is signed on, and nothing was proved of anybody yet. Put a node before this one that asks for a password.';
  throw new WaygateError('authoring', 'device_choice.nobody_known', message);
}
