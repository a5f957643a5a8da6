import type { SignOnSession } from '@waygate/engine';
import { isMultiFactor } from '@waygate/node-kit';
import type { OAuthDeps } from '../oauth-deps.ts';

/** Whether a session was proved as the rule for administrators demands now. */
export async function isProvedEnough(
  { evidence, userId }: Pick<SignOnSession, 'evidence' | 'userId'>,
  { services }: Pick<OAuthDeps, 'services'>,
): Promise<boolean> {
  const rule = (await services.get('/', 'administratorSignOn'))?.secondFactor;
  return rule !== 'required' || isMultiFactor(evidence.filter(({ subjectId }) => subjectId === userId));
}
