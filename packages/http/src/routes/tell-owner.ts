import { randomUUID } from 'node:crypto';
import type { NoticeEvent, NoticeFacts, Subject } from '@waygate/node-kit';
import type { HttpDeps } from '../http-deps.ts';

/** Which device something became of; of none in particular when it has no name. */
export type DeviceNews = Pick<NoticeFacts, 'deviceName'>;

/** Tells the owner of devices what became of them, each by a notice of its own. */
export function tellOwner(
  { notices }: Pick<HttpDeps, 'notices'>,
  event: NoticeEvent,
  realm: string,
  subject: Subject,
  news: readonly DeviceNews[],
  locales: readonly string[],
): void {
  for (const { deviceName } of news) {
    const name = randomUUID();
    const facts = deviceName === undefined ? {} : { deviceName };
    notices?.tell({ realm, subject, event, facts, locales, runId: name, idempotencyKey: name });
  }
}
