import { z } from 'zod';

/** State keys that the server itself goes by: no client may say what they are. */
const KEPT = new Set([
  'realm',
  'authLevel',
  'targetAuthLevel',
  'universalId',
  'successUrl',
  'failureUrl',
  'userGotoParam',
  'userGotoOnFailParam',
  'objectAttributes',
  // What decides about a second factor.
  'pingIdInput',
  'pingIdOutput',
  'pingIdDevice',
  'pingIdPrimary',
  'pingIdWanted',
  'passwordlessContext',
  'AdminMessage',
  'SMSBackup',
  'phoneBackup',
  'emailBackup',
  'useCode',
  'OTP Fallback',
  'mandatoryAuthenticationMethods',
]);

/**
 * A field that says which state key gets which value of the request.
 * @param mayCopy whether values of these names may lie in the state
 * @param because what the author reads when they may not
 */
export function stateKeysByName(title: string, help: string, mayCopy: (names: readonly string[]) => boolean, because: string) {
  return z
    .record(z.string().min(1).max(256), z.string().min(1).max(256))
    .refine((keys) => mayCopy(Object.keys(keys)), because)
    .refine((keys) => !Object.values(keys).some((key) => KEPT.has(key)), 'One of these state keys is kept by the server. Take another.')
    .default({})
    .meta({ title, help, field: 'key-value' });
}
