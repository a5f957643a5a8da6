import type { Action, NodeContext, NodeType } from '@waygate/node-kit';
import { blockedTexts } from './blocked-texts.ts';
import { boundedPorts } from './bounded-ports.ts';
import { isOutage } from './is-outage.ts';
import { isBlocked, refuseKnownOutage } from './known-outage.ts';
import { type OutageConfig, outageConfig, outageFields } from './outage-fields.ts';

const SECOND_MS = 1_000;
const USUAL_SECONDS = 10;
const OUTAGE = { id: 'outage', displayName: 'Outage' };

/**
 * Lets a node that talks to something over a network take the outcome Outage when its author asks for it. Its configuration must have `outageFields`, and what it throws
 * when something is not there must be an outage by `isOutage`. Nodes that run as another type have no such outcome: AM knows none.
 */
export function reportsOutage(type: NodeType): NodeType {
  return {
    ...type,
    texts: { ...type.texts, ...blockedTexts },
    ownMembers: [...(type.ownMembers ?? []), ...Object.keys(outageFields)],
    outcomes: (config) => {
      const others = type.outcomes(config);
      const isAsked = config['outageOutcome'] === true && !others.some(({ id }) => id === OUTAGE.id);
      return isAsked ? [...others, OUTAGE] : others;
    },
    run: (context) => {
      const config = outageConfig.parse(context.config);
      return config.outageOutcome === true ? runOrReport(type, context, config) : type.run(context);
    },
  };
}

async function runOrReport(type: NodeType, context: NodeContext, config: OutageConfig): Promise<Action> {
  const { ports, stop } = boundedPorts(context.ports, (config.outageWithin ?? USUAL_SECONDS) * SECOND_MS);
  const bounded = new Proxy(context, { get: (target, key) => (key === 'ports' ? ports : Reflect.get(target, key, target)) });
  try {
    // Whoever is in the middle of something may end it.
    if (!context.answers.submitted) await refuseKnownOutage(config, context);
    return await type.run(bounded);
  } catch (error) {
    if (isBlocked(error)) return context.refuse(error.code, context.text('outageBlocked'));
    if (!isOutage(error)) throw error;
    return await report(error.code, context, config);
  } finally {
    stop();
  }
}

async function report(reason: string, { realm, ports, goTo }: NodeContext, config: OutageConfig): Promise<Action> {
  const { identityProvider: provider = '', offlineSessionMinutes: sessionMinutes } = config;
  if (provider !== '') await ports.continuity.suspect(realm, provider);
  return goTo(OUTAGE.id, {
    audit: { reason, ...(provider === '' ? {} : { provider }) },
    ...(sessionMinutes === undefined ? {} : { offline: { provider, sessionMinutes } }),
  });
}
