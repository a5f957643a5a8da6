import {
  callbackType,
  type HiddenValueCallback,
  type JourneyClient,
  type JourneyResult,
  type JourneyStep,
  journey,
  type NameCallback,
  type PasswordCallback,
  type PollingWaitCallback,
} from '@forgerock/journey-client';
import { QRCode } from '@forgerock/journey-client/qr-code';
import { RecoveryCodes } from '@forgerock/journey-client/recovery-codes';
import { WebAuthn } from '@forgerock/journey-client/webauthn';

let made: JourneyClient | undefined;
let shown: JourneyStep | undefined;

/** A small application: the client, and the step that its page shows. */
const page = {
  callbackType,
  QRCode,
  RecoveryCodes,
  WebAuthn,
  client: (): JourneyClient => {
    if (made === undefined) throw new Error('There is no client yet.');
    return made;
  },
  step: (): JourneyStep => {
    if (shown === undefined) throw new Error('No step is shown.');
    return shown;
  },
  /** Makes a client and starts a journey. */
  begin: async (wellknown: string, name: string): Promise<JourneyStep> => {
    made = await journey({ config: { serverConfig: { wellknown } } });
    show(await made.start({ journey: name }));
    return page.step();
  },
  /** Answers a page that asks for name and password. */
  signOn: (username: string, password: string) => {
    page.step().getCallbackOfType<NameCallback>(callbackType.NameCallback).setName(username);
    page.step().getCallbackOfType<PasswordCallback>(callbackType.PasswordCallback).setPassword(password);
    return page.next();
  },
  /** Goes where the step that is shown leads. */
  redirect: () => page.client().redirect(page.step()),
  /** Makes a client on a page to which somebody came back, and goes on by its address, or by another one. */
  resume: async (wellknown: string, url = location.href) => {
    made = await journey({ config: { serverConfig: { wellknown } } });
    return show(await made.resume(url));
  },
  /** Posts the step that is shown. */
  next: async () => show(await page.client().next(page.step())),
  /** The hidden value of the step that is shown. */
  hidden: (): string =>
    String(page.step().getCallbackOfType<HiddenValueCallback>(callbackType.HiddenValueCallback).getOutputByName('value', '')),
  /** Posts the step as often as it says until something else comes. */
  poll: async () => {
    for (;;) {
      const [wait] = page.step().getCallbacksOfType<PollingWaitCallback>(callbackType.PollingWaitCallback);
      if (wait === undefined) throw new Error('The step does not wait.');
      await new Promise((resolve) => setTimeout(resolve, wait.getWaitTime()));
      const answer = await page.next();
      if (answer.type !== 'Step') return answer;
    }
  },
};

function show(result: JourneyResult) {
  shown = undefined;
  if (result === undefined || !('type' in result)) throw new Error(`The client gave up: ${JSON.stringify(result)}`);
  if ('callbacks' in result) {
    shown = result;
    return { type: 'Step' };
  }
  if ('getSessionToken' in result) return { type: 'LoginSuccess', token: result.getSessionToken(), realm: result.getRealm() };
  if (!('getCode' in result)) throw new Error(`The client gave up: ${JSON.stringify(result)}`);
  return { type: 'LoginFailure', code: result.getCode(), message: result.getMessage(), detail: result.getDetail() };
}

declare global {
  interface Window {
    journeyClient: typeof page;
  }
}

window.journeyClient = page;
