import type { MailPort, Notice, NoticePort } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';
import type { IdentityStore } from '@waygate/storage';
import { plainName } from './plain-name.ts';

export interface NoticeServiceDeps {
  readonly identities: Pick<IdentityStore, 'findById'>;
  readonly mail: Pick<MailPort, 'send'>;
  /** Told of what operators want to know; never an address or a text. */
  readonly log: (level: 'info' | 'warn', facts: JsonObject, message: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface NoticeService extends NoticePort {
  /** Resolves when every notice that was taken is a mail on its way. */
  idle(): Promise<void>;
}

/** Attribute of the language that a person reads. */
const LANGUAGE = 'preferredLanguage';

/** Notices by mail. Each event has a template of its name. */
export function createNoticeService({ identities, mail, log, now }: NoticeServiceDeps): NoticeService {
  const taken = new Set<Promise<void>>();
  async function send(
    { realm, subject, event, facts = {}, to: before, locales = [], runId, idempotencyKey }: Notice,
    at: number,
  ): Promise<void> {
    const person = await identities.findById(realm, subject.id);
    const to = before ?? person?.attributes['mail']?.[0] ?? '';
    if (person === undefined || to === '')
      return log('info', { event: 'notice', realm, notice: event }, 'Nobody was told: the account has no address.');
    const object: JsonObject = {
      userName: person.username,
      at: dateText(at),
      deviceName: plainName(facts.deviceName ?? ''),
      application: plainName(facts.application ?? ''),
      left: facts.left ?? 0,
      until: facts.until === undefined ? '–' : dateText(facts.until),
    };
    mail.send({
      realm,
      template: event,
      to,
      object,
      locales: [...(person.attributes[LANGUAGE] ?? []), ...locales],
      // A notice is not kept back because its sign-on has sent as many mails as it may.
      runId: `notices of ${runId}`,
      idempotencyKey: `${idempotencyKey}|${event}`,
    });
  }
  return {
    tell(notice) {
      // The address is read now, so that a change later in the same run does not lead the notice astray.
      const sending = send(notice, now())
        .catch(() =>
          log('warn', { event: 'notice', realm: notice.realm, notice: notice.event }, 'Nobody was told: the person could not be read.'),
        )
        .finally(() => taken.delete(sending));
      taken.add(sending);
    },
    async idle() {
      await Promise.all(taken);
    },
  };
}

/** In a form that means the same in every language. */
function dateText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
