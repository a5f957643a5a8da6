/** A tag, or text up to the next; everything of a page but its comments is one of them. */
const PIECE = /<(\/?)([a-zA-Z][\w-]*)([^<>]*)>|<?[^<]*/g;
const HREF = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/i;
/** What is no text that people read. */
const UNREAD: ReadonlySet<string> = new Set(['head', 'style', 'script', 'title']);
const PARAGRAPHS: ReadonlySet<string> = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'blockquote']);
const LINES: ReadonlySet<string> = new Set(['div', 'tr', 'br', 'li', 'section', 'header', 'footer']);
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The text of a page for whoever reads mails as plain text, with the addresses of its links. */
export function htmlToText(html: string): string {
  let text = '';
  let unread = 0;
  let link: { readonly href: string; readonly from: number } | undefined;
  for (const [piece, slash, name, attributes = ''] of withoutComments(html).matchAll(PIECE)) {
    const tag = name?.toLowerCase();
    if (tag === undefined) {
      if (unread === 0) text += decode(piece).replaceAll(/\s+/g, ' ');
      continue;
    }
    const closes = slash === '/';
    if (UNREAD.has(tag)) unread = Math.max(0, unread + (closes ? -1 : 1));
    else if (PARAGRAPHS.has(tag)) text += '\n\n';
    else if (LINES.has(tag)) text += tag === 'li' && !closes ? '\n- ' : '\n';
    else if (tag === 'a' && !closes) link = { href: decode(hrefOf(attributes)), from: text.length };
    else if (tag === 'a' && link !== undefined) {
      const label = text.slice(link.from).trim();
      if (link.href !== '' && link.href !== label) text += `:\n${link.href}\n`;
      link = undefined;
    }
  }
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

function withoutComments(html: string): string {
  let kept = '';
  let from = 0;
  for (let at = html.indexOf('<!--'); at >= 0; at = html.indexOf('<!--', from)) {
    kept += html.slice(from, at);
    const end = html.indexOf('-->', at);
    if (end < 0) return kept;
    from = end + '-->'.length;
  }
  return kept + html.slice(from);
}

function hrefOf(attributes: string): string {
  const [, double, single] = HREF.exec(attributes) ?? [];
  return double ?? single ?? '';
}

function decode(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w{2,8}));/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return point > 0 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : whole;
  });
}
