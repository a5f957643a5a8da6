import { randomUUID } from 'node:crypto';
import { createDeliveryClaims, createMailService, createNoticeService } from '@waygate/integrations';
import type { NoticeEvent, Subject } from '@waygate/node-kit';
import type { MailSettings } from './config.ts';
import { mailWay } from './mail-way.ts';
import type { Workspace } from './workspace.ts';

/** Tells people of what was done to their devices outside of the server, by the mails that the server sends. */
export interface OperatorNotices {
  tell(realm: string, subject: Subject, event: NoticeEvent, deviceName: string): void;
  /** Lets what is on its way go, for a moment. */
  close(): Promise<void>;
}

/** @param warn told, without an address or a text, that somebody could not be told */
export function noticesOf(
  { stores, ring }: Pick<Workspace, 'stores' | 'ring'>,
  settings: MailSettings,
  warn: (text: string) => void,
): OperatorNotices {
  const log = (_level: 'info' | 'warn', _facts: object, text: string) => warn(text);
  const mail = createMailService({
    template: (realm, id) => stores.realmObjects.get(realm, 'emailTemplate', id),
    throttle: stores.throttle,
    claims: createDeliveryClaims(stores.deliveryClaims, ring.derive('deliveries')),
    now: Date.now,
    log,
    ...mailWay(settings, Date.now),
  });
  const notices = createNoticeService({ ...stores, mail, log, now: Date.now });
  return {
    tell(realm, { id, username }, event, deviceName) {
      const name = randomUUID();
      notices.tell({ realm, subject: { id, username }, event, facts: { deviceName }, runId: name, idempotencyKey: name });
    },
    async close() {
      await notices.idle();
      await mail.close();
    },
  };
}
