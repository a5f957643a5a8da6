import { WaygateError } from '@waygate/schema';
import type { PushMessageStore } from './ports.ts';
import type { PushMessage } from './push-message.ts';

/**
 * Stores a new message, unless the same run of the same node did so before and then stopped half-way: that message is the one.
 * @throws WaygateError `push.message_lost` (operational) when the store has neither
 */
export async function openMessage(messages: PushMessageStore, fresh: PushMessage): Promise<PushMessage> {
  if (await messages.insert(fresh)) return fresh;
  const before = await messages.find(fresh.realm, fresh.id);
  if (before === undefined) throw new WaygateError('operational', 'push.message_lost', 'The push message is not in the store.');
  return before;
}
