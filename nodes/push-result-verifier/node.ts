import { defineNode, guardedKey, pushMechanismUid, pushMessageId, pushNumberChallengeKey, pushTimeout } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

/** Pushes of the run whose approval it has gone on by. Beyond the reach of scripts, which could put the id of one back. */
const usedPushes = guardedKey('usedPushes', z.array(z.string()));

export default defineNode({
  type: 'PushResultVerifierNode',
  displayName: 'Push Result Verifier Node',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'shield-check',
  summary: 'Looks what became of the push: approved, denied, too late, or no answer yet.',
  config: z.object({}),
  outcomes: { TRUE: 'Success', FALSE: 'Failure', EXPIRED: 'Expired', WAITING: 'Waiting' },
  reads: [pushMessageId, pushMechanismUid],
  writes: [pushMessageId, pushMechanismUid, pushNumberChallengeKey, pushTimeout],
  guards: [usedPushes],
  provides: { TRUE: ['possession:push'] },
  mayProvide: { TRUE: ['possession:push-code'] },
  run: async ({ realm, state, guarded, ports, now, runId, goTo }) => {
    const messageId = state.get(pushMessageId);
    if (messageId === undefined) {
      throw new WaygateError('authoring', 'node.push_missing', 'No push was sent. Put a Push Sender before this node.');
    }
    const used = guarded.get(usedPushes) ?? [];
    const result = await ports.push.answerTo({ realm, messageId, runId, isUsed: used.includes(messageId) });
    if (result.status === 'waiting') return goTo('WAITING');
    const mechanism = state.get(pushMechanismUid);
    // Nothing of this message may be left for a later one.
    for (const key of [pushMessageId, pushMechanismUid, pushNumberChallengeKey, pushTimeout]) state.remove(key);
    if (result.status === 'expired') return goTo('EXPIRED');
    if (result.status === 'denied') return goTo('FALSE');
    guarded.set(usedPushes, [...used, messageId]);
    if (mechanism !== undefined) await ports.devices.touchPush(realm, result.subject, mechanism, now, result.seen);
    return goTo('TRUE', {
      identified: result.subject,
      ...(result.answeredBy === undefined ? {} : { shownBy: result.answeredBy }),
      nodeTypes: ['AuthenticatorPush'],
      // Typed over from the page: no mistaken tap can have approved it.
      ...(result.type === 'CODE_ENTRY' ? { proves: ['possession:push-code'] } : {}),
    });
  },
});
