import type { ComponentChildren } from 'preact';
import { safeTarget } from '../safe-target.ts';

const INLINE = new Set(['B', 'I', 'EM', 'STRONG', 'P', 'BR', 'SPAN']);

/**
 * Text that an author wrote, which may hold a little HTML. It is parsed without being run, and only harmless elements are drawn anew from it; of everything else
 * the text remains.
 */
export function RichText({ html }: { readonly html: string }) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  return <>{drawChildren(parsed.body)}</>;
}

function drawChildren(parent: Node): ComponentChildren[] {
  return [...parent.childNodes].map((node, index) => drawNode(node, index));
}

function drawNode(node: Node, key: number): ComponentChildren {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element) || node.tagName === 'SCRIPT' || node.tagName === 'STYLE') return null;
  if (node.tagName === 'A') {
    const journey = journeyPath(node.getAttribute('href') ?? '');
    if (journey !== undefined) {
      return (
        <a key={key} href={journey}>
          {drawChildren(node)}
        </a>
      );
    }
    const target = safeTarget(node.getAttribute('href') ?? '', location.href);
    if (target === undefined) return drawChildren(node);
    return (
      <a key={key} href={target} target="_blank" rel="noreferrer noopener">
        {drawChildren(node)}
      </a>
    );
  }
  if (!INLINE.has(node.tagName)) return drawChildren(node);
  const Tag = node.tagName.toLowerCase() as 'span';
  return node.tagName === 'BR' ? <br key={key} /> : <Tag key={key}>{drawChildren(node)}</Tag>;
}

/** Page of the journey that a link of AM's names (`#/service/Name`), in the realm of this page. */
function journeyPath(href: string): string | undefined {
  const name = /^#\/service\/([\w.%-]+)$/.exec(href)?.[1];
  const realm = /^\/sign-on\/[^/]+/.exec(location.pathname)?.[0];
  return name === undefined || realm === undefined ? undefined : `${realm}/${name}`;
}
