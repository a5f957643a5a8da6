import { sealRequest, WaygateError } from '@waygate/schema';
import { type AdminRequest, bodyOf } from './admin-request.ts';

/** `POST /seal`: seals what was typed into a secret field. Nothing is kept, and what it was is noted nowhere. */
export async function seal(request: AdminRequest): Promise<{ sealed: string }> {
  const { deps, seals, admin, now } = request;
  const { type, field, value } = bodyOf(request, sealRequest);
  seals.take(admin.id, now);
  if (deps.catalogue.get(type)?.secrets.includes(field) !== true) {
    throw new WaygateError('input', 'seal.no_secret', `${type} has no secret field ${field} on this server.`);
  }
  return { sealed: deps.values.secrets.seal(type, field, value) };
}
