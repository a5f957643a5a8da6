import type { NodePorts } from '@waygate/node-kit';
import type { Run } from './run.ts';

/**
 * What one run sees of providers: what is, and where it rehearses an outage, that. Whom an operator blocks stays blocked, and what nobody watches cannot be rehearsed. Whoever
 * has seen the outage goes on as one who signs on offline, whatever nodes say of it, so that nothing that comes of the rehearsal counts outside of it.
 */
export function rehearsedContinuity(run: Run, continuity: NodePorts['continuity']): NodePorts['continuity'] {
  const { rehearsal, createdAt } = run;
  if (rehearsal === undefined) return continuity;
  return {
    suspect: (realm, provider) => continuity.suspect(realm, provider),
    async state(realm, provider) {
      const standing = await continuity.state(realm, provider);
      if (standing.state === 'blocked' || rehearsal.provider !== provider) return standing;
      run.offline ??= { provider, since: createdAt };
      return { state: 'offline', forced: 'simulation', since: createdAt };
    },
  };
}
