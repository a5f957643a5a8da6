import type { Action, NodeContext, NodeType } from '@waygate/node-kit';
import { z } from 'zod';
import { blockedTexts } from './blocked-texts.ts';
import { isBlocked, refuseBlocked } from './known-outage.ts';

const named = z.object({ identityProvider: z.string().default('') });

/**
 * Has a node that lets people in without a network let nobody in while an operator blocks what the sign-on goes without, or what the node names as its identity provider: it may have been
 * blocked since the person was led here.
 */
export function heedsBlock(type: NodeType): NodeType {
  return { ...type, texts: { ...type.texts, ...blockedTexts }, run: (context) => runUnlessBlocked(type, context) };
}

async function runUnlessBlocked(type: NodeType, context: NodeContext): Promise<Action> {
  const { identityProvider } = named.parse(context.config);
  const providers = new Set([context.offlineProvider ?? '', identityProvider]);
  providers.delete('');
  try {
    for (const provider of providers) await refuseBlocked(provider, context);
  } catch (error) {
    if (isBlocked(error)) return context.refuse(error.code, context.text('outageBlocked'));
    throw error;
  }
  return type.run(context);
}
