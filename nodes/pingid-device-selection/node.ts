import { choicesField, defineNode, localizedField } from '@waygate/node-kit';
import { type CallbackInput, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { pairedDevices } from '../pingid/paired-devices.ts';
import { provedSubject } from '../pingid/proved-subject.ts';
import { requiredVerdict } from '../pingid/required-verdict.ts';
import { pingIdDevice, pingIdPrimary, pingIdSettings, pingIdVerdict } from '../pingid/state-keys.ts';
import { backupWays, type OfferedWay, usableDevices } from './offered-ways.ts';

const WAYS = {
  push: 'Push',
  code: 'Code of an app',
  token: 'Code of a token',
  passkey: 'Passkey',
  sms: 'Text message',
  voice: 'Phone call',
  email: 'E-mail',
  recovery: 'Recovery code',
} as const;

/** Ways by which a code is sent: from these people come back without having said that they lack anything. */
const SENT: ReadonlySet<string> = new Set(['sms', 'voice', 'email']);

const offeredWay = z.object({
  way: z.enum(['push', 'code', 'token', 'passkey', 'sms', 'voice', 'email', 'recovery']),
  uuid: z.string().exactOptional(),
  name: z.string(),
});

export default defineNode({
  type: 'WaygatePingIdDeviceSelectionNode',
  displayName: 'PingID Device Selection',
  category: 'mfa',
  tags: ['mfa', 'pingid'],
  icon: 'devices',
  summary: 'Chooses what the person proves themselves with: their device, one of several, or a backup method.',
  config: z.object({
    ways: choicesField(
      'Ways',
      'What the journey can ask for; each is an outcome. What somebody has paired beyond these is not offered.',
      WAYS,
      ['push', 'code', 'token', 'passkey', 'sms', 'voice', 'email', 'recovery'],
    ),
    start: z
      .enum(['LIST', 'PRIMARY', 'BACKUP'])
      .default('LIST')
      .meta({
        title: 'Begin with',
        help: 'What happens when somebody has several devices. The primary device is the one that they chose to use first, else the one that was used last.',
        options: { LIST: 'A list of the devices', PRIMARY: 'The primary device', BACKUP: 'A list of everything, backup methods included' },
      }),
    message: localizedField('Question', 'Text above the list of devices.'),
  }),
  outcomes: { ...WAYS, enrol: 'Nothing Paired', none: 'Nothing Allowed' },
  activeOutcomes: ({ ways, start }) => [...new Set(ways), ...(start === 'BACKUP' ? [] : (['enrol'] as const)), 'none'],
  callbacks: ['TextOutputCallback', 'ChoiceCallback', 'BooleanAttributeInputCallback', 'ConfirmationCallback'],
  guards: [pingIdSettings, pingIdVerdict],
  writes: [pingIdDevice, pingIdPrimary],
  /** What the page offers, so that nobody chooses anything else. */
  local: z.object({ page: z.enum(['devices', 'backup']), offered: z.array(offeredWay) }),
  /** Whether the message of the administrator was read, which devices were gone on with, and which the person does not have at hand. */
  memory: z.object({ isRead: z.boolean(), tried: z.array(z.string()), away: z.array(z.string()).default([]) }),
  texts: {
    question: { en: 'Which device do you have at hand?', de: 'Welches Gerät haben Sie zur Hand?' },
    backupQuestion: { en: 'How do you want to sign on without your device?', de: 'Wie möchten Sie sich ohne Ihr Gerät anmelden?' },
    noDevice: { en: "I don't have my device", de: 'Ich habe mein Gerät nicht' },
    useFirst: { en: 'Use this device first from now on', de: 'Dieses Gerät künftig zuerst verwenden' },
    continue: { en: 'Continue', de: 'Weiter' },
    push: { en: '{{name}}', de: '{{name}}' },
    code: { en: '{{name}}: code', de: '{{name}}: Code' },
    token: { en: '{{name}}: code', de: '{{name}}: Code' },
    passkey: { en: '{{name}}: passkey', de: '{{name}}: Passkey' },
    sms: { en: 'Text message to {{name}}', de: 'SMS an {{name}}' },
    voice: { en: 'Phone call to {{name}}', de: 'Anruf unter {{name}}' },
    email: { en: 'E-mail to {{name}}', de: 'E-Mail an {{name}}' },
    recovery: { en: 'Recovery code', de: 'Wiederherstellungscode' },
  },
  run: async ({
    config,
    realm,
    state,
    guarded,
    local,
    memory,
    answers,
    subject: identified,
    evidence,
    ports,
    text,
    localized,
    send,
    goTo,
  }) => {
    const subject = provedSubject(identified, evidence);
    const verdict = requiredVerdict(subject, guarded);
    const settings = guarded.get(pingIdSettings);
    if (settings === undefined) {
      throw new WaygateError('authoring', 'pingid.settings_missing', 'Put PingID Flow Settings before this node.');
    }
    const { ways, start } = config;
    const paired = await pairedDevices(realm, subject, ports);
    const devices = usableDevices(paired, verdict, ways, settings.emailBesideDevices);
    const backups = await backupWays({
      realm,
      subject,
      identities: ports.identities,
      backups: { SMS: settings.smsBackup, VOICE: settings.phoneBackup, EMAIL: settings.emailBackup },
      emailBesideDevices: settings.emailBesideDevices,
      verdict,
      paired,
      ways,
    });
    let past = memory.get() ?? { isRead: false, tried: [], away: [] };
    const note = (more: Partial<typeof past>) => {
      past = { ...past, ...more };
      memory.set(past);
    };
    const take = ({ way, uuid }: OfferedWay, useFirst = false) => {
      if (uuid === undefined) state.remove(pingIdDevice);
      else {
        state.setShared(pingIdDevice, uuid);
        note({ tried: [...past.tried, uuid], ...(SENT.has(way) ? {} : { away: [...past.away, uuid] }) });
      }
      // It is kept once the device has proved the person: who knows the password alone chooses nothing for later.
      if (uuid === undefined || !useFirst) state.remove(pingIdPrimary);
      else state.setShared(pingIdPrimary, uuid);
      return goTo(way, { audit: { way, backup: uuid === undefined } });
    };
    const canLeave = (offered: readonly OfferedWay[]) => backups.length > 0 || offered.length < devices.length;
    const ask = (page: 'devices' | 'backup', offered: readonly OfferedWay[]) => {
      local.set({ page, offered: [...offered] });
      const callbacks: CallbackInput[] = [];
      if (settings.adminMessage !== '' && !past.isRead) {
        callbacks.push({ type: 'TextOutputCallback', messageType: 'information', message: settings.adminMessage });
      }
      const [only, ...others] = offered;
      const leave = page === 'devices' && canLeave(offered);
      // One device is no question; then the page is there for its message alone.
      if (only === undefined || (others.length === 0 && page === 'devices')) {
        callbacks.push({ type: 'ConfirmationCallback', options: [text('continue'), ...(leave ? [text('noDevice')] : [])], selected: 0 });
        return send(callbacks);
      }
      callbacks.push({
        type: 'ChoiceCallback',
        prompt: page === 'backup' ? text('backupQuestion') : localized(config.message, 'question'),
        choices: offered.map(({ way, name }) => text(way, { name })),
        defaultChoice: 0,
      });
      if (devices.length > 1 && offered.some(({ uuid }) => uuid !== undefined))
        callbacks.push({ type: 'BooleanAttributeInputCallback', name: 'primaryDevice', prompt: text('useFirst'), value: false });
      if (leave) callbacks.push({ type: 'ConfirmationCallback', options: [text('continue'), text('noDevice')], selected: 0 });
      return send(callbacks);
    };
    // Who comes back did not have the device at hand that they went on with, and may have another one. A code can be sent again.
    const askBackup = () => {
      const others = start === 'BACKUP' || past.tried.length > 0 ? devices.filter(({ uuid }) => !past.away.includes(uuid)) : [];
      const rest = [...others, ...backups.filter(({ way }) => !others.some((device) => device.way === way))];
      return rest.length === 0 ? goTo('none', { audit: { reason: 'noBackup' } }) : ask('backup', rest);
    };

    const before = local.get();
    if (before !== undefined && answers.submitted) {
      note({ isRead: true });
      if (before.page === 'devices' && canLeave(before.offered) && answers.first('ConfirmationCallback')?.index === 1) {
        const [only, ...others] = before.offered;
        if (only?.uuid !== undefined && others.length === 0) note({ tried: [...past.tried, only.uuid], away: [...past.away, only.uuid] });
        return askBackup();
      }
      const index = before.page === 'devices' && before.offered.length === 1 ? 0 : answers.first('ChoiceCallback')?.index;
      const chosen = index === undefined ? undefined : before.offered[index];
      // It may have been removed, or the policy may have changed its mind, while the page stood open.
      const still = [...devices, ...backups].find(({ way, uuid }) => way === chosen?.way && uuid === chosen.uuid);
      if (still !== undefined) return take(still, answers.first('BooleanAttributeInputCallback')?.value === true);
    }
    if (start === 'BACKUP') return askBackup();
    if (paired.length === 0) return goTo('enrol');
    const [first, ...others] = devices;
    if (first === undefined || past.tried.length > 0) return askBackup();
    const isSilent = settings.adminMessage === '' || past.isRead;
    // What waits for a phone or a passkey has a way back to here; who is asked for a code has none, and is asked for the device instead.
    const hasWayBack = first.way === 'passkey' || (first.way === 'push' && !settings.useCode);
    const isDecided = start === 'PRIMARY' || others.length === 0 || (first.isPrimary && hasWayBack);
    if (isSilent && isDecided) return take(first);
    return ask('devices', start === 'PRIMARY' ? [first] : devices);
  },
});
