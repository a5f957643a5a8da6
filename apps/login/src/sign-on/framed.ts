/** Whether the page stands in the editor, where an author tries a journey. */
export const isFramed = parent !== window;

/** Where links to the web authenticator open: in a tab of its own, or in the phone that the editor shows beside the page. */
export const AUTHENTICATOR: { readonly target: string; readonly rel?: string } = isFramed
  ? { target: 'waygate-phone' }
  : { target: '_blank', rel: 'noopener' };
