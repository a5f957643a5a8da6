import { randomUUID } from 'node:crypto';
import type { NoticeEvent, NoticeFacts, Subject } from '@waygate/node-kit';
import type { HttpDeps } from '../http-deps.ts';

/** What something became of: a device, or an application; of none in particular when it has no name. */
export type AccountNews = Pick<NoticeFacts, 'deviceName' | 'application'>;

/** Tells the owner of an account what became of it, each piece of news by a notice of its own. */
export function tellOwner(
  { notices }: Pick<HttpDeps, 'notices'>,
  event: NoticeEvent,
  realm: string,
  subject: Subject,
  news: readonly AccountNews[],
  locales: readonly string[],
): void {
  for (const { deviceName, application } of news) {
    const name = randomUUID();
    const facts = { ...(deviceName === undefined ? {} : { deviceName }), ...(application === undefined ? {} : { application }) };
    notices?.tell({ realm, subject, event, facts, locales, runId: name, idempotencyKey: name });
  }
}
