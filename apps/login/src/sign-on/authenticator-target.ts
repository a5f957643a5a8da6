/** Where links to the web authenticator open: in a tab of its own, or in the phone that the editor shows beside the page while a journey is tried. */
export const AUTHENTICATOR: { readonly target: string; readonly rel?: string } =
  parent === window ? { target: '_blank', rel: 'noopener' } : { target: 'waygate-phone' };
