import { flagField, listField } from '@waygate/node-kit';
import { z } from 'zod';

/** What registration and sign-on have in common. */
export const webAuthnFields = {
  relyingPartyDomain: z
    .string()
    .max(253)
    .regex(/^[A-Za-z0-9.-]*$/, 'A domain is a host name without a scheme or a port, such as example.com.')
    .default('')
    .meta({
      title: 'Relying party identifier',
      help: 'Domain that passkeys belong to: the host of the pages, or a domain above it. Empty is the host of this server.',
    }),
  origins: listField(
    'Origin domains',
    'Origins of the pages and apps that may use passkeys, such as https://app.example.com. Empty is this server alone.',
  ),
  userVerificationRequirement: z
    .enum(['REQUIRED', 'PREFERRED', 'DISCOURAGED'])
    .default('PREFERRED')
    .meta({
      title: 'User verification requirement',
      help: 'Whether the authenticator makes sure that it is its owner, by PIN, finger or face. Required is checked by the server too.',
      options: { REQUIRED: 'Required', PREFERRED: 'Preferred', DISCOURAGED: 'Discouraged' },
    }),
  timeout: z.int().min(10).max(600).default(60).meta({ title: 'Timeout', help: 'How long the browser waits.', unit: 'seconds' }),
  asScript: flagField(
    'Return challenge as JavaScript',
    'Sends scripts that pages of AM run; without it data for SDKs. The pages of this server understand both.',
    true,
  ),
};

/** How many devices a person may have. */
export const maxSavedDevices = z
  .int()
  .min(0)
  .max(1_000)
  .default(0)
  .meta({ title: 'Maximum saved devices', help: 'How many a person may have; 0 is any number.' });
