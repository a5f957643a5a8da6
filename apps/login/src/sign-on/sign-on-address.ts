/** What the address of a sign-on page says. */
export interface SignOnAddress {
  /** Slash form. */
  readonly realm: string;
  /** Undefined runs the realm's default journey. */
  readonly journey: string | undefined;
  /** What a link in a mail brings to go on with a suspended journey. It is handed to the server once. */
  readonly suspendedId: string | undefined;
  /** What is handed on to the server. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Whether an author tries a draft: then nobody is signed on and nobody is led on. */
export function isPreview({ parameters }: SignOnAddress): boolean {
  return 'preview' in parameters;
}

/** Whether the author comes from a console at another host: what brings them is sealed text of several parts, and a ticket of this host is one. */
export function isFromElsewhere({ parameters }: SignOnAddress): boolean {
  return parameters['preview']?.includes('.') === true;
}

/** Parameters that belong to the page or are said otherwise. */
const OWN = new Set(['suspendedId', 'realm', 'service', 'authIndexType', 'authIndexValue', 'locale', 'arg']);

/**
 * Reads `/sign-on/{realm}/{journey}?…`. AM's links also say things behind `#`: `#login/&service=Name`, `#/service/Name`.
 */
export function readSignOnAddress(location: { readonly pathname: string; readonly search: string; readonly hash: string }): SignOnAddress {
  const [realmPart = 'root', journeyPart] = location.pathname.replace(/^\/sign-on\/?/, '').split('/');
  const query = new URLSearchParams(location.search);
  const fragment = readFragment(location.hash);
  for (const [name, value] of fragment.parameters) if (!query.has(name)) query.set(name, value);
  const named = query.get('authIndexType')?.toLowerCase() === 'service' ? query.get('authIndexValue') : null;
  const journey =
    journeyPart === undefined || journeyPart === '' ? (fragment.journey ?? query.get('service') ?? named) : decodeURIComponent(journeyPart);
  const realm = fragment.parameters.get('realm') ?? decodeURIComponent(realmPart);
  return {
    realm: realm === 'root' || realm === '' || realm === '/' ? '/' : `/${realm.replace(/^\//, '')}`,
    journey: journey === null || journey === '' ? undefined : journey,
    suspendedId: query.get('suspendedId') ?? undefined,
    parameters: Object.fromEntries([...query].filter(([name]) => !OWN.has(name))),
  };
}

function readFragment(hash: string): { readonly journey: string | undefined; readonly parameters: URLSearchParams } {
  const text = hash.replace(/^#\/?/, '');
  const [path = '', ...rest] = text.split('&');
  const journey = /^service\/([^/?]+)/.exec(path)?.[1];
  return { journey: journey === undefined ? undefined : decodeURIComponent(journey), parameters: new URLSearchParams(rest.join('&')) };
}
