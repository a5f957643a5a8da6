import type { Workspace } from '../../src/index.ts';

/** What asking and trying leave behind, whoever asks. Everything else is written by those alone who may. */
const LEFT_BEHIND: ReadonlySet<string> = new Set([
  'attempts',
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
  'throttle',
]);

/** Everything of a store that only those who may can change, as one text for each document; of a session only that it is there, because using it is noted in it. */
export async function contentsOf({ stores }: Pick<Workspace, 'stores'>): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  await stores.documents.walk((text, collection) => {
    const [session = text] = collection === 'signOnSessions' ? (/"handle":"[^"]*"/.exec(text) ?? []) : [];
    // That somebody was refused is told, a change that was made is one.
    if (collection === 'audit' && !/"topic":"configuration".*"result":"(?!refused)/.test(text)) return text;
    if (!LEFT_BEHIND.has(collection)) found.add(`${collection} ${session}`);
    return text;
  });
  return found;
}
