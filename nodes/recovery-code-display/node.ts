import { defineNode, recoveryCodeDeviceName, recoveryCodes } from '@waygate/node-kit';
import { z } from 'zod';

export default defineNode({
  type: 'RecoveryCodeDisplayNode',
  displayName: 'Recovery Code Display Node',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'list-checks',
  summary: 'Shows fresh recovery codes, once.',
  config: z.object({}),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['TextOutputCallback'],
  reads: [recoveryCodes, recoveryCodeDeviceName],
  writes: [recoveryCodes, recoveryCodeDeviceName],
  texts: {
    title: { en: 'Your Recovery Codes', de: 'Ihre Wiederherstellungscodes (Recovery Codes)' },
    intro: {
      en: 'You must make a copy of these recovery codes. They cannot be displayed again.',
      de: 'Sie müssen diese Codes aufbewahren. Sie werden nicht wieder angezeigt.',
    },
    use: {
      en: 'Use one of these codes to authenticate if you lose your device, which has been named:',
      de: 'Mit einem dieser Codes können Sie sich anmelden, wenn Sie Ihr Gerät verlieren. Es heißt:',
    },
    unnamed: { en: 'Push Device', de: 'Push-Gerät' },
  },
  run: ({ answers, state, text, send, goTo }) => {
    const codes = state.get(recoveryCodes);
    if (answers.submitted || codes === undefined || codes.length === 0) return goTo('outcome');
    const deviceName = state.get(recoveryCodeDeviceName) ?? text('unnamed');
    // Gone from state as they are shown, so that neither Back nor a refresh can show them again.
    state.remove(recoveryCodes);
    state.remove(recoveryCodeDeviceName);
    const script = displayScript({ title: text('title'), intro: text('intro'), use: text('use'), deviceName, codes });
    return send([{ type: 'TextOutputCallback', messageType: 'script', message: script }]);
  },
});

interface Shown {
  readonly title: string;
  readonly intro: string;
  readonly use: string;
  readonly deviceName: string;
  readonly codes: readonly string[];
}

/**
 * The script that AM's pages run. SDKs find the codes in its text: each stands in a literal of its own, indented, directly followed by a backslash,
 * and the name of the device stands between `<em>` and `</em>` on one line. No other literal may look like a code.
 */
function displayScript({ title, intro, use, deviceName, codes }: Shown): string {
  return [
    '/* Recovery Codes */',
    'var html =',
    `    "<div class='text-center'><h3>${literal(title)}</h3>" +`,
    `    "<h4>${literal(intro)}</h4>" +`,
    `    "<p>${literal(use)} <em>${literal(deviceName)}</em></p>" +`,
    '    "<pre>" +',
    ...codes.map((code) => `    "${code.replaceAll(/\W/g, '')}\\n" +`),
    '    "</pre></div>";',
    "document.getElementById('callback_0').innerHTML = html;",
  ].join('\n');
}

/** Text inside HTML inside a JavaScript literal: nothing that ends either, and no line break. */
function literal(text: string): string {
  return text.replaceAll(/[&<>"'\\\p{C}]/gu, (char) => `&#${char.codePointAt(0)};`);
}
