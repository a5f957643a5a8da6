import { WaygateError } from '@waygate/schema';
import type { Request, Response } from 'express';
import type { HttpDeps } from '../http-deps.ts';
import { signOnPath } from '../pages/xui-redirect.ts';
import { sessionCookie } from '../request/cookies.ts';
import { requireAdministrator } from './admin-request.ts';
import { handOffPreview } from './preview-handoff.ts';
import { ticketHash } from './ticket-hash.ts';

/**
 * `GET /previews/T` at the host of administration: leads the administrator whose ticket it is to the sign-on page of people, at their host. Anybody else is led to the page
 * here that says that it is not theirs.
 */
export function leadToPreview(deps: HttpDeps): (request: Request, response: Response) => Promise<void> {
  const { config, face } = deps;
  const cookie = sessionCookie(config.publicUrl);
  return async ({ method, headers, params }, response) => {
    const ticket = String(params['ticket']);
    const hash = ticketHash(ticket);
    const admin = await requireAdministrator({ method, headers }, cookie, deps).catch((error: unknown) => {
      if (error instanceof WaygateError && error.kind !== 'operational') return undefined;
      throw error;
    });
    const grant = await deps.admin?.previewTickets.find(hash, deps.now());
    const handedOff = grant === undefined || grant.adminId !== admin?.id ? undefined : handOffPreview(hash, grant.adminId, deps);
    response.setHeader('Cache-Control', 'no-store');
    if (grant === undefined || handedOff === undefined || face === undefined)
      response.redirect(303, `${signOnPath('/')}?${new URLSearchParams({ preview: ticket })}`);
    else
      response.redirect(
        303,
        `${face.addresses.publicUrl}${signOnPath(grant.realm, grant.journey)}?${new URLSearchParams({ preview: handedOff })}`,
      );
  };
}
