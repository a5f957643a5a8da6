import { readFileSync } from 'node:fs';
import { readWrittenMessage } from '@waygate/client';
import type { WireStep } from '@waygate/schema';
import { expect, it } from 'vitest';
import { type NodeText, translateStep } from '../src/sign-on/translate-step.ts';

const texts = JSON.parse(readFileSync(new URL('../src/sign-on/node-texts.json', import.meta.url), 'utf8')) as NodeText[];
const step = (...callbacks: readonly (readonly [string, string, unknown])[]): WireStep =>
  ({ authId: 'a', callbacks: callbacks.map(([type, name, value]) => ({ type, output: [{ name, value }] })) }) as unknown as WireStep;
const values = (of: WireStep) => of.callbacks.map(({ output }) => output[0]?.value);

const GET_APP =
  "Get the app from the <a target='_blank' href='https://apple.example/'>Apple App Store</a> or on <a target='_blank' href='https://google.example/?id=1'>Google Play Store</a>.";
const script = (message: string) =>
  `var message = ${JSON.stringify(message).replaceAll('<', '\\u003c')};\ndocument.getElementById('callback_0').innerHTML = message;`;

it('says what nodes say by themselves in the other language, with what they filled in, within scripts and buttons too', () => {
  const asked = step(
    ['TextOutputCallback', 'message', script(GET_APP)],
    ['ConfirmationCallback', 'options', ['Continue', "I don't have my device"]],
    ['NameCallback', 'prompt', 'Recovery Code'],
    ['TextOutputCallback', 'message', 'Enter the code 123456 in your authenticator app to continue.'],
    ['ChoiceCallback', 'choices', ['Text message to •••12', 'Pixel 9']],
  );
  const german = translateStep(asked, texts, 'de');
  const [written, ...others] = values(german);
  expect(readWrittenMessage(String(written))).toBe(
    "Holen Sie die App im <a target='_blank' href='https://apple.example/'>Apple App Store</a> oder bei <a target='_blank' href='https://google.example/?id=1'>Google Play Store</a>.",
  );
  expect(others).toEqual([
    ['Weiter', 'Ich habe mein Gerät nicht'],
    'Wiederherstellungscode',
    'Geben Sie den Code 123456 in Ihrer Authenticator-App ein, um fortzufahren.',
    ['SMS an •••12', 'Pixel 9'],
  ]);
  expect(translateStep(german, texts, 'en'), 'and back').toEqual(asked);
});

it('leaves what an author or a person wrote, data, scripts of other kinds, and what is in that language already', () => {
  const asked = step(
    ['TextOutputCallback', 'message', 'Get the app from us.'],
    ['HiddenValueCallback', 'value', 'Continue'],
    ['TextOutputCallback', 'message', 'var codes = "Continue";'],
    ['TextOutputCallback', 'message', '$& {{name}} (: code'],
    ['NameCallback', 'prompt', 'Weiter'],
    ['ConfirmationCallback', 'selected', 0],
  );
  expect(translateStep(asked, texts, 'de')).toEqual(asked);
});
