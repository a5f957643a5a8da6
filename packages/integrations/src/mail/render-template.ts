import { chooseText, type JsonObject, WaygateError } from '@waygate/schema';
import type { EmailTemplate } from './email-template.ts';
import { fillPlaceholders, inOneLine } from './fill-placeholders.ts';
import { htmlToText } from './html-to-text.ts';
import type { MailMessage } from './mail-message.ts';

/**
 * Makes the mail of a template, in the best of its languages. Values are escaped wherever they go into a page.
 * @param locales language tags, best first
 * @throws WaygateError `mail.template_empty`, `mail.template_expression` (authoring)
 */
export function renderTemplate(
  template: EmailTemplate,
  object: JsonObject,
  locales: readonly string[],
): Pick<MailMessage, 'subject' | 'text' | 'html'> {
  const wishes = template.defaultLocale == null ? locales : [...locales, template.defaultLocale];
  const body = chooseText(template.message, wishes) ?? styled(chooseText(template.html, wishes), template.styles);
  if (body === undefined) throw new WaygateError('authoring', 'mail.template_empty', 'The template has no message.');
  const values = { object };
  const subject = inOneLine(fillPlaceholders(chooseText(template.subject, wishes) ?? '', values, asItIs));
  if (template.mimeType === 'text/plain') return { subject, text: fillPlaceholders(body, values, asItIs) };
  const html = fillPlaceholders(body, values, escapeHtml);
  return { subject, text: htmlToText(html), html };
}

function styled(html: string | undefined, styles: string | null | undefined): string | undefined {
  if (html === undefined || styles == null || styles === '') return html;
  return `<html><head><style>${styles}</style></head><body><div class="content">${html}</div></body></html>`;
}

function asItIs(value: string): string {
  return value;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(value: string): string {
  return value.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
