/** The page's one-time word under which the content policy lets styles in that the component library makes. */
export function cssNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}
