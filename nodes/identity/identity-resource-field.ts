import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

/** The managed object that a node was written for before realms had their own: it names none, so it means that of the journey. */
const ANY = 'managed/user';

/** Managed object that a node is about (AM's `identityResource`). */
export function identityResourceField() {
  return z.string().min(1).max(256).default(ANY).meta({
    title: 'Identity resource',
    help: 'Managed object, such as managed/alpha_user. It must be that of the journey; managed/user stands for it.',
  });
}

/** @throws WaygateError `node.identity_resource` (authoring) when a node is about another managed object than its journey */
export function checkIdentityResource(own: string, ofJourney: string | undefined): void {
  if (own === ANY || ofJourney === undefined || own === ofJourney) return;
  throw new WaygateError('authoring', 'node.identity_resource', `The node is about ${own} and its journey about ${ofJourney}.`);
}
