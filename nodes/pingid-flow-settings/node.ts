import { readMethods, unknownMethodsMessage } from '@waygate/mfa';
import { defineNode, flagField } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { pingIdSettings } from '../pingid/state-keys.ts';

/** Variables of the flow, as the connector calls them. */
const VARIABLES = [
  'AdminMessage',
  'SMSBackup',
  'phoneBackup',
  'emailBackup',
  'useCode',
  'OTP Fallback',
  'mandatoryAuthenticationMethods',
] as const;

const LONGEST_MESSAGE = 1_000;

export default defineNode({
  type: 'WaygatePingIdFlowSettingsNode',
  displayName: 'PingID Flow Settings',
  category: 'mfa',
  tags: ['mfa', 'pingid'],
  icon: 'settings',
  summary: 'Reads the variables of a PingID flow and decides, with the settings here, what is in force.',
  config: z.object({
    SMSBackup: flagField(
      'Backup by text message',
      'Offers a code by text message to who does not have their device, unless the flow says otherwise.',
    ),
    phoneBackup: flagField(
      'Backup by phone call',
      'Offers a code by phone call to who does not have their device, unless the flow says otherwise.',
    ),
    emailBackup: flagField(
      'Backup by e-mail',
      'Offers a code by e-mail to who has nothing but their mailbox, unless the flow says otherwise. Those who have a device get it only with the setting below.',
    ),
    emailBesideDevices: flagField(
      'E-mail for people with a device',
      'Takes codes by e-mail of people who have a device too, as a backup and as a method. Caution: where a forgotten password is replaced by mail, whoever reads the mailbox signs on without the device.',
    ),
    useCode: flagField(
      'Direct passcode usage',
      'Offers a code in the place of waiting for a push. Off only when it is off in the flow too.',
    ),
    otpFallback: flagField(
      'One-time passcode fallback',
      'Asks for a code when a push cannot be sent or is not answered. Off only when it is off in the flow too.',
    ),
    mandatoryAuthenticationMethods: z
      .string()
      .max(1_024)
      .default('')
      .superRefine((text, context) => {
        const read = readMethods(text);
        if ('unknown' in read) context.addIssue({ code: 'custom', message: unknownMethodsMessage(read.unknown) });
      })
      .meta({
        title: 'Mandatory authentication methods',
        help: 'Methods that everybody must have, in upper case and with spaces between, such as SMS EMAIL. The flow can name others.',
      }),
  }),
  outcomes: { outcome: 'Outcome' },
  cautions: ({ emailBesideDevices }) =>
    emailBesideDevices
      ? [
          {
            path: 'emailBesideDevices',
            code: 'mailbox_beside_devices',
            text: 'Where a forgotten password is replaced by mail, whoever reads the mailbox of a person signs on without their device.',
          },
        ]
      : [],
  dynamicReads: () => VARIABLES,
  guards: [pingIdSettings],
  run: ({ config, state, guarded, goTo }) => {
    const flag = (name: (typeof VARIABLES)[number]) => asFlag(name, state.getNamed(name));
    const message = state.getNamed('AdminMessage') ?? '';
    if (typeof message !== 'string' || message.length > LONGEST_MESSAGE)
      throw wrong('AdminMessage', `a text of at most ${LONGEST_MESSAGE} characters`);
    const said = state.getNamed('mandatoryAuthenticationMethods') ?? '';
    // A blank variable says nothing, as with all others: it switches off nothing that the console demands.
    const listed = typeof said === 'string' && said.trim() === '' ? config.mandatoryAuthenticationMethods : said;
    if (typeof listed !== 'string') throw wrong('mandatoryAuthenticationMethods', 'a text');
    const read = readMethods(listed);
    if ('unknown' in read) throw new WaygateError('authoring', 'pingid.variable', unknownMethodsMessage(read.unknown));
    guarded.set(pingIdSettings, {
      adminMessage: message.trim(),
      smsBackup: flag('SMSBackup') ?? config.SMSBackup,
      phoneBackup: flag('phoneBackup') ?? config.phoneBackup,
      emailBackup: flag('emailBackup') ?? config.emailBackup,
      emailBesideDevices: config.emailBesideDevices,
      useCode: flag('useCode') === true || config.useCode,
      otpFallback: flag('OTP Fallback') === true || config.otpFallback,
      mandatory: [...read.methods],
    });
    return goTo('outcome');
  },
});

/** @returns undefined when the flow does not say */
function asFlag(name: string, value: unknown): boolean | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw wrong(name, 'true or false');
}

function wrong(name: string, what: string): WaygateError {
  return new WaygateError('authoring', 'pingid.variable', `The variable ${name} must be ${what}.`);
}
