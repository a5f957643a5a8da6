import type { Workspace } from '../../src/index.ts';

/** What asking and trying leave behind, whoever asks. Everything else is written by those alone who may. */
const LEFT_BEHIND: ReadonlySet<string> = new Set([
  'attempts',
  'deliveryClaims',
  'journeySessions',
  'leases',
  'messageOutbox',
  'oauthTokens',
  'providerHealth',
  'pushMessages',
  'pushOutbox',
  'sessionEnds',
  'signOnTraces',
  'skipPreferences',
  'stagingTallies',
  'stepCodes',
  'throttle',
]);

/**
 * What tells that somebody who is known was refused, once or as often as it counts, and nothing of what they sent for a name. Strangers leave nothing of administration.
 */
const REFUSED_AND_KNOWN =
  /"event":"configuration\.refused".*"result":"refused".*"actor":\{"kind":"\w+","id"(?!.*"target":\{"kind":"[^"]*",).*(?:"target":\{|"count":\d)/;

/** Everything of a store that only those who may can change, as one text for each document; of a session only that it is there, because using it is noted in it. */
export async function contentsOf({ stores }: Pick<Workspace, 'stores'>): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  await stores.documents.walk((text, collection) => {
    const [session = text] = collection === 'signOnSessions' ? (/"handle":"[^"]*"/.exec(text) ?? []) : [];
    if (collection === 'audit' && (!text.includes('"topic":"configuration"') || REFUSED_AND_KNOWN.test(text))) return text;
    if (!LEFT_BEHIND.has(collection)) found.add(`${collection} ${session}`);
    return text;
  });
  return found;
}
