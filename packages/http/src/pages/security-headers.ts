/** What a page needs beyond the rest. */
interface PagePolicy {
  /** Whether our own pages may show it in a frame, as the editor does to try a journey. */
  readonly framed?: boolean;
  /** Another origin whose pages may show it in a frame, too: that of the editor, where it has one of its own. */
  readonly framedBy?: string;
  /** Another origin whose pages it shows in frames. */
  readonly shows?: string;
  /** One-time word under which the page's script may add styles. */
  readonly nonce?: string;
}

/** Headers of every page and asset: nothing inline, nothing from elsewhere, no framing. */
export function securityHeaders(
  publicUrl: string,
  { framed = false, framedBy, shows, nonce }: PagePolicy = {},
): Readonly<Record<string, string>> {
  const styles = nonce === undefined ? "'self'" : `'self' 'nonce-${nonce}'`;
  const frames = framed ? `'self'${framedBy === undefined ? '' : ` ${framedBy}`}` : "'none'";
  const shown = shows === undefined ? '' : ` frame-src 'self' ${shows};`;
  return {
    'Content-Security-Policy': `default-src 'self'; script-src 'self'; style-src ${styles}; img-src 'self' data: blob: https:; connect-src 'self'; media-src 'self' blob:; worker-src 'self'; object-src 'none';${shown} base-uri 'none'; form-action 'self'; frame-ancestors ${frames}`,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': framed ? 'SAMEORIGIN' : 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(self), geolocation=(self), microphone=()',
    ...(publicUrl.startsWith('https:') ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } : {}),
  };
}
