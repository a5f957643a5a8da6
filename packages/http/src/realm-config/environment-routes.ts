import type { HttpAnswer } from '../http-answer.ts';
import { type ConfigRequest, methodNotAllowed, nothingHere } from './config-request.ts';
import { actionAnswer } from './crest.ts';

/** Scopes that an account of a program can have. */
const SCOPES = [
  { scope: 'fr:am:*', description: 'All Access Management APIs' },
  { scope: 'fr:idm:*', description: 'All Identity Management APIs' },
];

/** `/environment` of Advanced Identity Cloud, as far as there is something behind it: the scopes that programs may ask for. */
export async function environmentRoutes({ method, path }: ConfigRequest): Promise<HttpAnswer> {
  const [collection, kind, ...more] = path;
  if (collection !== 'scopes' || kind !== 'service-accounts' || more.length > 0) throw nothingHere();
  if (method !== 'GET') throw methodNotAllowed(method);
  return actionAnswer(SCOPES);
}
