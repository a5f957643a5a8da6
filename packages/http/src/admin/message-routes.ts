import { type KeptMessageList, WaygateError } from '@waygate/schema';
import type { AdminRequest } from './admin-request.ts';

/** `GET /realms/R/messages`: what was kept because there is no gateway, with codes and all. It is noted who read it. */
export async function messages({ deps, http, admin }: AdminRequest, realm: string): Promise<KeptMessageList> {
  if (deps.messages === undefined) throw new WaygateError('notFound', 'messages.off', 'This server has no messages.');
  const list = await deps.messages(realm);
  const count = list.messages.length;
  if (count > 0)
    http.log.info({ event: 'messages.read', by: admin.username, realm, count }, 'An administrator read messages that were kept.');
  return list;
}
