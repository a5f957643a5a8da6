import type { MfaMethod } from '@waygate/mfa';
import { defineNode, localizedField } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { METHOD_TEXTS } from '../pingid/method-texts.ts';
import { pairedDevices } from '../pingid/paired-devices.ts';
import { policyTakes } from '../pingid/policy-takes.ts';
import { provedSubject } from '../pingid/proved-subject.ts';
import { pingIdSettings, pingIdVerdict, pingIdWanted } from '../pingid/state-keys.ts';

export default defineNode({
  type: 'WaygatePingIdMandatoryMethodsNode',
  displayName: 'PingID Mandatory Methods',
  category: 'mfa',
  tags: ['mfa', 'pingid'],
  icon: 'list-checks',
  summary: 'Shows which mandatory methods are paired and which are missing, and leads to the next one that is.',
  config: z.object({ message: localizedField('Message', 'Text above the list of methods.') }),
  outcomes: { complete: 'Complete', register: 'Register' },
  callbacks: ['TextOutputCallback', 'ConfirmationCallback'],
  guards: [pingIdSettings, pingIdVerdict],
  writes: [pingIdWanted],
  texts: {
    message: {
      en: 'Before you can go on you need all of these methods. Continue to set up the next one.',
      de: 'Bevor es weitergeht, brauchen Sie alle diese Methoden. Mit „Weiter“ richten Sie die nächste ein.',
    },
    paired: { en: '✓ {{method}}: paired', de: '✓ {{method}}: eingerichtet' },
    missing: { en: '○ {{method}}: still missing', de: '○ {{method}}: fehlt noch' },
    continue: { en: 'Continue', de: 'Weiter' },
    ...METHOD_TEXTS,
  },
  run: async ({ config, realm, state, guarded, answers, subject: identified, evidence, ports, text, localized, send, goTo }) => {
    const subject = provedSubject(identified, evidence);
    const settings = guarded.get(pingIdSettings);
    if (settings === undefined) {
      throw new WaygateError('authoring', 'pingid.settings_missing', 'Put PingID Flow Settings before this node.');
    }
    state.remove(pingIdWanted);
    const { mandatory } = settings;
    if (mandatory.length === 0) return goTo('complete');
    const devices = await pairedDevices(realm, subject, ports);
    const paired = new Set(devices.flatMap(({ methods }) => methods));
    const missing = mandatory.filter((method) => !paired.has(method));
    const [next] = missing;
    const audit = { missing };
    if (next === undefined) return goTo('complete', { audit });
    // What the policy does not take opens nothing, least of all a device for later. Complete MFA, which follows, refuses it.
    const { emailBesideDevices } = settings;
    if (!policyTakes({ subject, guarded, evidence, paired: devices, emailBesideDevices }))
      return goTo('complete', { audit: { ...audit, reason: 'notAccepted' } });
    if (answers.first('ConfirmationCallback')?.index === 0) {
      state.setShared(pingIdWanted, next);
      return goTo('register', { audit });
    }
    const line = (method: MfaMethod) => text(paired.has(method) ? 'paired' : 'missing', { method: text(method) });
    return send([
      { type: 'TextOutputCallback', messageType: 'information', message: localized(config.message, 'message') },
      // One text of several lines, so that a page draws one list.
      { type: 'TextOutputCallback', messageType: 'information', message: mandatory.map(line).join('\n') },
      { type: 'ConfirmationCallback', options: [text('continue')], selected: 0 },
    ]);
  },
});
