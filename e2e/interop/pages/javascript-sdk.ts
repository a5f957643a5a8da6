import * as sdk from '@forgerock/javascript-sdk';

/** The SDK as an application has it, and the step that the application is at. */
export interface JavascriptSdkPage {
  readonly sdk: typeof sdk;
  /** The step that is shown; after `next` it is the one that came, if one came. */
  step: sdk.FRStep | undefined;
  /** Posts the step that is shown, or starts the journey. */
  readonly next: () => Promise<sdk.FRStep | sdk.FRLoginSuccess | sdk.FRLoginFailure>;
}

declare global {
  interface Window {
    javascriptSdk: JavascriptSdkPage;
  }
}

const page: JavascriptSdkPage = {
  sdk,
  step: undefined,
  next: async () => {
    const answer = await sdk.FRAuth.next(page.step);
    page.step = answer.type === sdk.StepType.Step ? (answer as sdk.FRStep) : undefined;
    return answer;
  },
};
window.javascriptSdk = page;
