import { generateKeyPairSync } from 'node:crypto';
import { BoundApp } from '@waygate/phone';
import type { Json, WireCallback } from '@waygate/schema';
import type { AppAct } from './scenario.ts';
import { outputOf, type SignOnPage } from './sign-on-page.ts';

const APPLICATION_ID = 'com.example.app';

/** The app of a scenario that the person signs on in: it makes a key, signs with it, and tells what device it runs on. */
export class ScenarioApp {
  readonly #app: BoundApp;
  readonly #now: () => number;

  /** @param now epoch milliseconds */
  constructor(now: () => number) {
    this.#now = now;
    this.#app = new BoundApp('ios', APPLICATION_ID, now);
  }

  /**
   * What the app posts to the page.
   * @throws Error when the page asks for no such thing
   */
  answer(page: SignOnPage, act: AppAct): WireCallback[] {
    if ('profile' in act) return filled(page, ['DeviceProfileCallback'], () => ({ '': JSON.stringify(act.profile) }));
    if ('cannot' in act)
      return filled(page, ['DeviceBindingCallback', 'DeviceSigningVerifierCallback'], () => ({ clientError: act.cannot }));
    if ('bind' in act) {
      return filled(page, ['DeviceBindingCallback'], (asked) => {
        const wish = { userId: text(asked, 'userId'), challenge: text(asked, 'challenge'), timeout: Number(outputOf(asked, 'timeout')) };
        const wrong = act.wrong === 'oldChallenge' ? { claims: { challenge: 'b2xk' } } : {};
        return { jws: this.#app.bind(wish, wrong), deviceName: act.bind, deviceId: this.#app.deviceId };
      });
    }
    return filled(page, ['DeviceSigningVerifierCallback'], (asked) => {
      const wish = { challenge: text(asked, 'challenge'), timeout: Number(outputOf(asked, 'timeout')) };
      if (act.sign === 'otherDevice') return { jws: new BoundApp('ios', APPLICATION_ID, this.#now).confirm(wish) };
      const key = act.sign === 'foreignKey' ? { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey } : {};
      return { jws: this.#app.confirm(wish, key) };
    });
  }
}

/** The page with the inputs of the first callback of one of the types filled in, by the ends of their names. */
function filled(
  page: SignOnPage,
  types: readonly string[],
  values: (asked: WireCallback) => Readonly<Record<string, Json>>,
): WireCallback[] {
  const asked = page.callbacks.find(({ type }) => types.includes(type));
  if (asked === undefined) throw new Error(`the page asks an app for no ${types.join(' or ')}`);
  const value = values(asked);
  const input =
    asked.input?.map((one) => ({ ...one, value: value[/^IDToken\d+(.*)$/.exec(one.name)?.[1] ?? one.name] ?? one.value })) ?? [];
  return page.callbacks.map((callback) => (callback === asked ? { ...asked, input } : callback));
}

function text(asked: WireCallback, output: string): string {
  return String(outputOf(asked, output));
}
