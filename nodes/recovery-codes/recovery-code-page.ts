import type { CallbackInput } from '@waygate/schema';

/** Texts of the page, for the `texts` of a node that shows it. */
export const recoveryCodePageTexts = {
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
} as const;

/** A callback that shows fresh recovery codes, so that AM's SDKs recognise it. @param text of the node that shows it */
export function recoveryCodePage(
  text: (key: keyof typeof recoveryCodePageTexts) => string,
  deviceName: string,
  codes: readonly string[],
): CallbackInput {
  const message = displayScript({ title: text('title'), intro: text('intro'), use: text('use'), deviceName, codes });
  return { type: 'TextOutputCallback', messageType: 'script', message };
}

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
