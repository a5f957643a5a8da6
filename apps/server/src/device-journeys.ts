import type { DeviceJourneys } from '@waygate/http';
import { deviceManagementService } from '@waygate/schema';
import { offlineCodeByPassword } from './offline-code-by-password.ts';
import type { Workspace } from './workspace.ts';

/** Shipped journeys, for realms that have them and name no others. */
const SHIPPED = {
  stepUp: 'StepUp',
  byPassword: 'Login',
  webauthn: 'AddPasskey',
  push: 'AddPhone',
  oath: 'AddCodeApp',
  offlineCode: 'AddOfflineCode',
} as const;

/** The journeys of a realm that the account page leads into: those that it names, else the shipped ones that it has. One that nobody could run is none. */
export async function deviceJourneys({ stores }: Pick<Workspace, 'stores'>, realm: string): Promise<DeviceJourneys> {
  const settings = (await stores.services.get(realm, 'deviceManagement')) ?? deviceManagementService.parse({});
  const usable = async (named: string | undefined, shipped: string) => {
    const journey = await stores.journeys.published(realm, named ?? shipped);
    return journey?.enabled === true && !journey.innerTreeOnly ? [journey.name] : [];
  };
  const [stepUp] = await usable(settings.stepUpJourney, SHIPPED.stepUp);
  const [byPassword] = await usable(settings.passwordJourney, SHIPPED.byPassword);
  const passkey = await usable(settings.addPasskeyJourney, SHIPPED.webauthn);
  const push = await usable(settings.addPushJourney, SHIPPED.push);
  const oath = await usable(settings.addOathJourney, SHIPPED.oath);
  const [offlineCode] = await usable(settings.addOfflineCodeJourney, SHIPPED.offlineCode);
  return {
    ...(offlineCode === undefined
      ? {}
      : { offlineCode: { journey: offlineCode, byPassword: await offlineCodeByPassword({ stores }, realm, offlineCode) } }),
    ...(stepUp === undefined ? {} : { stepUp }),
    ...(byPassword === undefined ? {} : { byPassword }),
    add: [
      ...passkey.map((journey) => ({ kind: 'webauthn' as const, journey })),
      ...push.map((journey) => ({ kind: 'push' as const, journey })),
      ...oath.map((journey) => ({ kind: 'oath' as const, journey })),
    ],
  };
}
