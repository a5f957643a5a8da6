import type { JsonObject } from '@waygate/schema';

/** What a mail says in one language. */
export interface Letter {
  readonly subject: string;
  readonly heading: string;
  readonly text: string;
  /** Text of the link by which the person comes back. */
  readonly link?: string;
  readonly after?: string;
}

/** A template with a page of our looks for each language. */
export function templatePage(letters: Readonly<Record<'en' | 'de', Letter>>): JsonObject {
  const each = (write: (letter: Letter) => string): JsonObject =>
    Object.fromEntries(Object.entries(letters).map(([language, letter]) => [language, write(letter)]));
  return {
    enabled: true,
    from: '',
    defaultLocale: 'en',
    mimeType: 'text/html',
    subject: each(({ subject }) => subject),
    message: each(pageOf),
  };
}

function pageOf({ heading, text, link, after }: Letter): string {
  const button =
    'display: inline-block; padding: 12px 20px; border-radius: 8px; background: #1f4fd8; color: #ffffff; text-decoration: none;';
  return [
    '<html><body style="margin: 0; padding: 32px 16px; background: #f3f4f7; color: #1c2230; font-family: sans-serif; line-height: 1.5;">',
    '<div style="max-width: 480px; margin: 0 auto; padding: 32px; border-radius: 12px; background: #ffffff;">',
    `<h1 style="margin: 0 0 16px; font-size: 22px;">${heading}</h1>`,
    `<p>${text}</p>`,
    ...(link === undefined ? [] : [`<p><a href="{{object.resumeURI}}" style="${button}">${link}</a></p>`]),
    ...(after === undefined ? [] : [`<p style="color: #5a6275;">${after}</p>`]),
    '</div></body></html>',
  ].join('');
}
