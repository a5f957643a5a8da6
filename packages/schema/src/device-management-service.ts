import { z } from 'zod';

const journey = (title: string, help: string) => z.string().min(1).max(256).optional().meta({ title, help });

/** Which journeys the account page leads into. Ours; AM has none of its kind. */
export const deviceManagementService = z
  .object({
    stepUpJourney: journey(
      'Journey for a fresh proof',
      'Runs before devices are changed. It should ask for the second factor of whoever has one. Without it the default journey of the realm runs.',
    ),
    passwordJourney: journey(
      'Journey that asks for the password alone',
      'Offered beside the journey for a fresh proof where any proof does: before other sessions are ended and before the access of an application is taken back. By it whoever has lost their device can do both. Without it the journey Login is offered, if the realm has it.',
    ),
    addPasskeyJourney: journey(
      'Journey that adds a passkey',
      'Should ask for the second factor of whoever has one before it registers another.',
    ),
    addPushJourney: journey(
      'Journey that adds a phone',
      'Should ask for the second factor of whoever has one before it registers another.',
    ),
    addOfflineCodeJourney: journey(
      'Journey that sets an app up for offline codes',
      'Should ask for the second factor of whoever has one before it registers the app.',
    ),
    addOathJourney: journey(
      'Journey that adds a code app',
      'Should ask for the second factor of whoever has one before it registers another.',
    ),
  })
  .strict();
export type DeviceManagementService = z.infer<typeof deviceManagementService>;
