import { describe, expect, it, test } from 'vitest';
import { emailTemplate } from '../../src/mail/email-template.ts';
import { htmlToText } from '../../src/mail/html-to-text.ts';
import { noticeTemplates } from '../../src/mail/notice-templates.ts';
import { renderTemplate } from '../../src/mail/render-template.ts';
import { shippedTemplates } from '../../src/mail/shipped-templates.ts';

const link = 'https://id.example/sign-on/alpha/Reset?realm=%2Falpha&suspendedId=abc.def';
const render = (template: object, object = {}, locales: readonly string[] = ['en']) =>
  renderTemplate(emailTemplate.parse(template), object, locales);

describe('a template', () => {
  it('is filled in with what is known of the person, and what is not known is nothing', () => {
    const template = { subject: { en: 'Hello {{object.givenName}}' }, message: { en: '<p>{{ object.sn }}{{object.nothing.at.all}}!</p>' } };
    expect(render(template, { givenName: 'Ada', sn: 'Lovelace' })).toEqual({
      subject: 'Hello Ada',
      html: '<p>Lovelace!</p>',
      text: 'Lovelace!',
    });
  });

  it('speaks the language of the person, else its own, else English', () => {
    const template = { defaultLocale: 'fr', subject: { en: 'Hi', de: 'Hallo', fr: 'Salut' }, message: { en: 'e', de: 'd', fr: 'f' } };
    expect(render(template, {}, ['de-AT', 'en'])).toMatchObject({ subject: 'Hallo', html: 'd' });
    expect(render(template, {}, ['it'])).toMatchObject({ subject: 'Salut', html: 'f' });
    expect(render({ ...template, defaultLocale: 'it' }, {}, ['it'])).toMatchObject({ subject: 'Hi', html: 'e' });
  });

  test.each(['{{object.givenName}}', '{{{object.givenName}}}', '{{&object.givenName}}', '{{ & object.givenName }}'])(
    'lets nobody write into its page by their name: %s',
    (placeholder) => {
      const object = { givenName: `<img src=x onerror="alert('1')">{{object.sn}}`, sn: 'Lovelace' };
      const { html = '' } = render({ message: { en: `<p title="${placeholder}">${placeholder}</p>` } }, object);
      expect(html).not.toMatch(/<img|onerror="/);
      expect(html).toContain('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;{{object.sn}}');
    },
  );

  it('lets nobody write a header or a letter of their own by their name', () => {
    const object = { givenName: `A\r\nBcc: x@example.com\u2028${'b'.repeat(1_000)}` };
    const { subject, text } = render({ subject: { en: '{{object.givenName}}' }, message: { en: '{{object.givenName}}' } }, object);
    expect(subject).not.toMatch(/[\r\n\u2028]/);
    expect(text.length).toBeLessThan(300);
  });

  it('reaches nothing but what the person has', () => {
    const template = { message: { en: '[{{object.constructor}}{{object.__proto__.x}}{{object.toString}}{{object.a.length}}]' } };
    expect(render(template, { a: 'text' }).html).toBe('[]');
  });

  it('may be plain text, in which nothing is escaped', () => {
    expect(
      render({ mimeType: 'text/plain', message: { en: '{{object.sn}}: {{object.resumeURI}}' } }, { sn: 'O’Neil & Co', resumeURI: link }),
    ).toEqual({ subject: '', text: `O’Neil & Co: ${link}` });
  });

  it('is what its author wrote when no console has made a page of it', () => {
    expect(render({ html: { en: '<b>Hi</b>' }, styles: 'b{color:red}' }).html).toBe(
      '<html><head><style>b{color:red}</style></head><body><div class="content"><b>Hi</b></div></body></html>',
    );
  });

  it('that says nothing, or more than placeholders, is broken', () => {
    expect(() => render({ subject: { en: 'Hi' } })).toThrow('no message');
    expect(() => render({ message: { en: '{{#if object.sn}}x{{/if}}' } })).toThrow('{{#if object.sn}}');
  });
});

describe('the text of a page', () => {
  it('has its links, its lists and its lines', () => {
    expect(
      htmlToText(
        `<html><head><title>No</title><style>p{}</style></head><body><h1>Hello</h1><!-- no --><p>Go   on\n <a href="https://a.example/?b=1&amp;c=2">here</a> &amp; there.<br/>Bye</p><ul><li>one</li><li>two</li></ul><script>no()</script></body></html>`,
      ),
    ).toBe('Hello\n\nGo on here:\nhttps://a.example/?b=1&c=2\n& there.\nBye\n\n- one\n\n- two');
  });

  it('is found in any text in a time that follows from its length', () => {
    for (const piece of ['<', '<a ', '<!--', '<a href="', '&#', '<style>']) {
      const text = piece.repeat(40_000);
      expect(htmlToText(text).length).toBeLessThanOrEqual(text.length);
    }
  });
});

const WITHOUT_LINK: ReadonlySet<string> = new Set(['welcome', ...Object.keys(noticeTemplates)]);

test.each(Object.entries(shippedTemplates))('the shipped template %s can be sent in English and German', (name, template) => {
  const object = { userName: 'ada', givenName: 'Ada', resumeURI: link };
  const english = render(template, object, ['en']);
  const german = render(template, object, ['de']);
  expect(english.subject).not.toBe('');
  expect(german.subject).not.toBe(english.subject);
  for (const { text, html } of [english, german]) {
    expect(text).not.toMatch(/[{}<>]/);
    if (!WITHOUT_LINK.has(name)) expect(text.split('\n')).toContain(link);
    if (!WITHOUT_LINK.has(name)) expect(html).toContain(`href="${link.replaceAll('&', '&amp;')}"`);
  }
});
