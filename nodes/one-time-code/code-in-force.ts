import type { CodePlace, NodePorts, OneTimeCode } from '@waygate/node-kit';

/** A code that is waited for. */
export interface CodeInForce {
  /** What is to be sent. */
  readonly code: string;
  /** The code of this server's own with its note; absent for a code that the journey wrote into the state, which proves nothing. */
  readonly own?: OneTimeCode & { readonly note: string };
}

/**
 * The code that a run has at present. The server's own stands in a note, and is in force as long as the readable code beside it stands in state as it was: a script
 * that writes another, or none, has put it out of force.
 * @param plain `oneTimePassword` of the state
 * @param note `oneTimePasswordNote` of the state
 */
export function codeInForce(
  { oneTimeCodes }: Pick<NodePorts, 'oneTimeCodes'>,
  place: CodePlace,
  plain: string | undefined,
  note: string | undefined,
): CodeInForce | undefined {
  if (plain === undefined || plain === '') return undefined;
  const own = note === undefined ? undefined : oneTimeCodes.open(place, note);
  return note === undefined || own?.readable !== plain ? { code: plain } : { code: own.code, own: { ...own, note } };
}
