import { randomUUID } from 'node:crypto';
import type { NoticeEvent, Subject } from '@waygate/node-kit';
import type { HttpDeps, ListedDevice } from '../http-deps.ts';

/** Tells the owner of devices what became of them, each by a notice of its own. @param event undefined for what is not worth one */
export function tellOwner(
  { notices }: Pick<HttpDeps, 'notices'>,
  event: NoticeEvent | undefined,
  realm: string,
  subject: Subject,
  devices: readonly Pick<ListedDevice, 'deviceName'>[],
  locales: readonly string[],
): void {
  if (event === undefined) return;
  for (const { deviceName } of devices) {
    const name = randomUUID();
    notices?.tell({ realm, subject, event, facts: { deviceName }, locales, runId: name, idempotencyKey: name });
  }
}
