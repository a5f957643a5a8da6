import type { Answers, Identity, NodePorts } from '@waygate/node-kit';

type Change =
  | { readonly status: 'cancelled' }
  | { readonly status: 'locked' }
  | { readonly status: 'again'; readonly why: 'mustChange' | 'oldIsWrong' | 'same' | 'short' | 'different' | 'refused' }
  | { readonly status: 'changed'; readonly person: Identity; readonly password: string };

/**
 * Changes the password of a person who has typed the old one, the new one and the new one again.
 * @param shortest characters
 */
export async function changePassword(
  {
    answers,
    realm,
    ports,
    idempotencyKey,
  }: { readonly answers: Answers; readonly realm: string; readonly ports: NodePorts; readonly idempotencyKey: string },
  personId: string,
  shortest: number,
): Promise<Change> {
  const pressed = answers.first('ConfirmationCallback');
  if (pressed === undefined) return { status: 'again', why: 'mustChange' };
  if (pressed.index !== 0) return { status: 'cancelled' };
  const [old = '', fresh = '', again = ''] = answers.all().flatMap((answer) => (answer.type === 'PasswordCallback' ? [answer.value] : []));
  const known = await ports.identities.findBy(realm, '_id', personId);
  const check = known === undefined ? undefined : await ports.identities.verifyPassword(realm, known.username, old, idempotencyKey);
  if (check?.status === 'locked') return { status: 'locked' };
  if (check?.status !== 'right' || check.identity.id !== personId) return { status: 'again', why: 'oldIsWrong' };
  if (fresh !== again) return { status: 'again', why: 'different' };
  if ([...fresh].length < Math.max(shortest, 1)) return { status: 'again', why: 'short' };
  if (fresh === old) return { status: 'again', why: 'same' };
  const result = await ports.identities.patch(realm, personId, { password: fresh });
  return result.status === 'done' ? { status: 'changed', person: result.identity, password: fresh } : { status: 'again', why: 'refused' };
}
