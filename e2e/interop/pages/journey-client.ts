import * as client from '@forgerock/journey-client';
import { QRCode } from '@forgerock/journey-client/qr-code';
import { RecoveryCodes } from '@forgerock/journey-client/recovery-codes';

/** The client as an application has it. */
export type JourneyClientPage = typeof client & { readonly QRCode: typeof QRCode; readonly RecoveryCodes: typeof RecoveryCodes };

declare global {
  interface Window {
    journeyClient: JourneyClientPage;
  }
}

window.journeyClient = { ...client, QRCode, RecoveryCodes };
