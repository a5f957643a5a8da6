import type { Notice, TemplatedMail } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';
import { type IdentityRecord, openMemoryStores } from '@waygate/storage';
import { describe, expect, it } from 'vitest';
import { createNoticeService, shippedTemplates } from '../src/index.ts';
import { emailTemplate } from '../src/mail/email-template.ts';
import { renderTemplate } from '../src/mail/render-template.ts';

const MIA: IdentityRecord = {
  id: 'id-mia',
  realm: '/alpha',
  username: 'mia',
  active: true,
  attributes: { mail: ['mia@example.com'], preferredLanguage: ['de'] },
  passwordHash: undefined,
  createdAt: 1,
};

async function told(notice: Partial<Notice> & Pick<Notice, 'event'>, person = MIA) {
  const stores = openMemoryStores({ sealer: { seal: (_c, t) => t, open: (_c, t) => t } });
  await stores.identities.create(person);
  const mails: TemplatedMail[] = [];
  const logged: JsonObject[] = [];
  const notices = createNoticeService({
    ...stores,
    mail: { send: (mail) => void mails.push(mail) },
    log: (_level, facts) => void logged.push(facts),
    now: () => Date.UTC(2026, 10, 27, 9, 5, 59),
  });
  notices.tell({ realm: '/alpha', subject: MIA, runId: 'run', idempotencyKey: 'key', ...notice });
  // What changes afterwards in the same turn is too late for it.
  await stores.identities.update('/alpha', MIA.id, (record) => ({ ...record, attributes: { mail: ['thief@example.com'] } }));
  return { mails, logged };
}

const rendered = (mail: TemplatedMail | undefined) =>
  renderTemplate(emailTemplate.parse(shippedTemplates[mail?.template ?? '']), mail?.object ?? {}, mail?.locales ?? []);

describe('a notice', () => {
  it('goes to the address that the account had, in the language of its owner', async () => {
    const { mails } = await told({ event: 'deviceAdded', facts: { deviceName: 'Pixel 9' }, locales: ['en'] });
    expect(mails).toMatchObject([
      { to: 'mia@example.com', template: 'deviceAdded', locales: ['de', 'en'], idempotencyKey: 'key|deviceAdded' },
    ]);
    const { subject, text } = rendered(mails[0]);
    expect(subject).toBe('Ihrem Konto wurde ein Gerät hinzugefügt');
    expect(text).toContain('„Pixel 9“ kann man sich jetzt beim Konto mia anmelden. Es wurde am 2026-11-27 09:05 UTC hinzugefügt.');
  });

  it('goes to the address that the account had before, when that is what has changed', async () => {
    const { mails } = await told({ event: 'addressChanged', to: 'before@example.com' });
    expect(mails).toMatchObject([{ to: 'before@example.com', template: 'addressChanged' }]);
  });

  it('is not sent to an account without an address, and only the operator hears of that', async () => {
    const { mails, logged } = await told({ event: 'recoveryCodeUsed', facts: { left: 3 } }, { ...MIA, attributes: {} });
    expect(mails).toEqual([]);
    expect(logged).toEqual([{ event: 'notice', realm: '/alpha', notice: 'recoveryCodeUsed' }]);
  });

  it('says how many codes are left, and until when an account is locked', async () => {
    const { mails } = await told({ event: 'recoveryCodeUsed', facts: { left: 3 } }, { ...MIA, attributes: { mail: ['mia@example.com'] } });
    expect(rendered(mails[0]).text).toContain('Recovery codes that are left: 3.');
    const locked = await told({ event: 'accountLocked', facts: { until: Date.UTC(2026, 10, 27, 10) } });
    expect(rendered(locked.mails[0]).text).toContain('Gesperrt bis: 2026-11-27 10:00 UTC.');
  });

  it.each([
    ['https://evil.example/login', 'https evil example login'],
    ['Pixel 9.1 (blue)', 'Pixel 9.1 (blue)'],
    ['Call\r\nBcc: all@evil.example', 'Call Bcc all evil example'],
    ['x'.repeat(200), 'x'.repeat(64)],
    ['Annas Gerät’s', 'Annas Gerät’s'],
  ])('makes no link of a device called %j', async (deviceName, said) => {
    const { mails } = await told({ event: 'deviceAdded', facts: { deviceName } });
    expect(mails[0]?.object['deviceName']).toBe(said);
  });

  it.each([
    'deviceAdded',
    'deviceRemoved',
    'deviceRenamed',
    'devicePrimary',
    'secondFactorChanged',
    'recoveryCodeUsed',
    'recoveryCodesNew',
    'accountLocked',
    'authenticatorDisabled',
    'addressChanged',
    'accessTakenBack',
  ] as const)('of the kind %s holds no link and leaves no placeholder, in both languages', async (event) => {
    for (const preferredLanguage of ['en', 'de']) {
      const { mails } = await told(
        { event },
        { ...MIA, attributes: { mail: ['mia@example.com'], preferredLanguage: [preferredLanguage] } },
      );
      const { subject, text, html = '' } = rendered(mails[0]);
      for (const part of [subject, text, html]) expect(part).not.toMatch(/href|https?:|\{\{/);
      expect(text).toContain('mia');
    }
  });
});
