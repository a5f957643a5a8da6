import * as sdk from '@forgerock/javascript-sdk';

/** A small application: the SDK, and the step that its page shows. */
const page = {
  sdk,
  /** Sets the SDK up and forgets the step. */
  configure: (baseUrl: string, tree: string): void => {
    sdk.Config.set({ serverConfig: { baseUrl, timeout: 20_000 }, realmPath: 'alpha', tree });
    page.shown = undefined;
  },
  shown: undefined as sdk.FRStep | undefined,
  /** The step that is shown. @throws Error when there is none */
  step: (): sdk.FRStep => {
    if (page.shown === undefined) throw new Error('No step is shown.');
    return page.shown;
  },
  /** Posts the step that is shown, or starts the journey, and shows what came. */
  next: async (options?: sdk.StepOptions) => show(await sdk.FRAuth.next(page.shown, options)),
  /** Goes on by an address to which somebody came back, and shows what came. */
  resume: async (url: string) => show(await sdk.FRAuth.resume(url)),
  /** Answers a page that asks for name and password. */
  signOn: (username: string, password: string) => {
    page.step().getCallbackOfType<sdk.NameCallback>(sdk.CallbackType.NameCallback).setName(username);
    page.step().getCallbackOfType<sdk.PasswordCallback>(sdk.CallbackType.PasswordCallback).setPassword(password);
    return page.next();
  },
};

function show(answer: sdk.FRStep | sdk.FRLoginSuccess | sdk.FRLoginFailure) {
  page.shown = answer instanceof sdk.FRStep ? answer : undefined;
  return { type: answer.type, payload: answer.payload, ...ofFailure(answer) };
}

function ofFailure(answer: sdk.FRStep | sdk.FRLoginSuccess | sdk.FRLoginFailure) {
  if (!(answer instanceof sdk.FRLoginFailure)) return {};
  return { failure: { code: answer.getCode(), message: answer.getMessage(), reason: answer.getReason(), detail: answer.getDetail() } };
}

declare global {
  interface Window {
    javascriptSdk: typeof page;
  }
}

window.javascriptSdk = page;
