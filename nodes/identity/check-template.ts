import type { NodePorts } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';

/**
 * Looks whether a template can be sent, whoever would get it.
 * @returns whether it is switched on
 * @throws WaygateError `mail.template_missing` (authoring) when the realm has none of this name
 */
export async function checkTemplate(realm: string, id: string, { mail }: NodePorts): Promise<boolean> {
  const state = await mail.template(realm, id);
  if (state === 'missing') throw new WaygateError('authoring', 'mail.template_missing', `The realm has no e-mail template ${id}.`);
  return state === 'ready';
}
