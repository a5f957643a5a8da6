import { OathApp } from '@waygate/phone';
import type { OathCodeAct } from './scenario.ts';
import { otherCode } from './scenario-phone.ts';

/** The app of a scenario that shows one-time passwords. */
export class ScenarioCodes {
  #app: OathApp | undefined;
  #typed: string | undefined;

  /** Takes the account of a link in the place of the one there is. */
  scan(link: string | undefined): void {
    if (link === undefined) throw new Error('the page shows no code to scan');
    this.#app = new OathApp(link);
  }

  /** What the person types. @param now epoch milliseconds */
  code(act: OathCodeAct, now: number): string {
    if (this.#app === undefined) throw new Error('no app shows codes');
    if (act === 'wrong') return otherCode(this.#app.code(now));
    const code = act === 'current' ? this.#app.code(now) : this.#typed;
    if (code === undefined) throw new Error('no code was typed yet');
    this.#typed = code;
    return code;
  }
}
