/** The page's one-time word under which the content policy lets styles in that the component library makes. */
export function cssNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

declare global {
  /** Where libraries that lock scrolling behind a dialog look for the word. */
  var __webpack_nonce__: string | undefined;
}

/** Tells the word to libraries that ask for it by its usual name, since they take no parameter. */
export function tellCssNonce(): void {
  globalThis.__webpack_nonce__ = cssNonce();
}
