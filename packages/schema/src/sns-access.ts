import { z } from 'zod';

/** Who asks SNS: with a key, or by a role of the server, and where. */
interface SnsAccess {
  readonly accessKey?: string | undefined;
  readonly secret?: string | undefined;
  readonly endpoint?: string | undefined;
}

/** Whether settings of SNS have a whole key, or none. */
export const hasWholeKey = ({ accessKey, secret }: SnsAccess) => (accessKey === undefined) === (secret === undefined);
export const WHOLE_KEY = {
  path: ['secret'],
  message: 'The id of a key goes with its secret. Give both, or neither where the operator lets the realm use the role of the server.',
};

/** Whether an address comes with a key: where the role of the server is shown is the operator's to say. */
export const isAddressOfKey = ({ accessKey, endpoint }: SnsAccess) => endpoint === undefined || accessKey !== undefined;
export const ADDRESS_OF_KEY = {
  path: ['endpoint'],
  message: 'Without a key of its own a realm names no address of SNS. Leave it out, or give a key.',
};

/** Where SNS is, in the settings of whatever uses it. */
export const SNS_PLACE = {
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
    .default('us-east-1')
    .meta({ title: 'SNS client region' }),
  /** Another SNS address, for tests and private clouds. Ours; AM has none. */
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ title: 'SNS address' }),
} as const;
