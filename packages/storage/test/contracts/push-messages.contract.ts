import { describe, expect, it } from 'vitest';
import { pushMessage } from '../samples/push-message.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

/** What `PushMessageStore` promises. */
export function pushMessagesContract(open: OpenStores): void {
  describe('push messages', () => {
    it('come back as they were, in their realm only', async () => {
      const { pushMessages } = await storesFor(open);
      const { expectedChallengeResponse: _number, mechanismUid: _mechanism, ...tap } = pushMessage('REGISTER:tap', { kind: 'REGISTER' });
      expect(await pushMessages.insert(pushMessage('m'))).toBe(true);
      expect(await pushMessages.insert(tap)).toBe(true);
      expect(await pushMessages.find('/alpha', 'm')).toEqual(pushMessage('m'));
      expect(await pushMessages.find('/alpha', 'REGISTER:tap')).toEqual(tap);
      expect(await pushMessages.find('/', 'm')).toBeUndefined();
      expect(await pushMessages.find('/alpha', '__proto__')).toBeUndefined();
    });

    it('are never written over by another of the same id', async () => {
      const { pushMessages } = await storesFor(open);
      await pushMessages.insert(pushMessage('m'));
      expect(await pushMessages.insert(pushMessage('m', { challenge: 'other' }))).toBe(false);
      expect(await pushMessages.find('/alpha', 'm')).toEqual(pushMessage('m'));
    });

    it('are settled once, and stay so', async () => {
      const { pushMessages } = await storesFor(open);
      await pushMessages.insert(pushMessage('m'));
      const answers = ['DENIED', 'SUCCESS', 'SUCCESS', 'DENIED'] as const;
      const settled = await Promise.all(answers.map((state) => pushMessages.settle('/alpha', 'm', { state })));
      expect(settled.filter(Boolean)).toHaveLength(1);
      const state = answers[settled.indexOf(true)] ?? 'PENDING';
      expect(await pushMessages.settle('/alpha', 'm', { state: 'SUCCESS' })).toBe(false);
      expect(await pushMessages.find('/alpha', 'm')).toEqual(pushMessage('m', { state }));
      expect(await pushMessages.settle('/', 'm', { state: 'DENIED' })).toBe(false);
      expect(await pushMessages.settle('/alpha', 'nope', { state: 'DENIED' })).toBe(false);
    });

    it('keep what the phone told when it registered', async () => {
      const { pushMessages } = await storesFor(open);
      await pushMessages.insert(pushMessage('m', { kind: 'REGISTER' }));
      const registered = {
        mechanismUid: 'm',
        deviceId: 'token',
        deviceName: 'Pixel',
        deviceType: 'android',
        communicationType: 'gcm',
        capabilities: ['code-entry'],
        communicationId: 'arn',
      };
      expect(await pushMessages.settle('/alpha', 'm', { state: 'SUCCESS', registered })).toBe(true);
      expect((await pushMessages.find('/alpha', 'm'))?.registered).toEqual(registered);
    });

    it('are there a while after their time, so that a late poll learns how they ended, and then are gone', async () => {
      const { pushMessages, clock } = await storesFor(open);
      await pushMessages.insert(pushMessage('m'));
      await pushMessages.settle('/alpha', 'm', { state: 'DENIED' });
      clock.now = 121_000;
      expect((await pushMessages.find('/alpha', 'm'))?.state).toBe('DENIED');
      clock.now = 121_000 + 24 * 3_600_000;
      expect(await pushMessages.find('/alpha', 'm')).toBeUndefined();
      expect(await pushMessages.settle('/alpha', 'm', { state: 'SUCCESS' })).toBe(false);
    });
  });
}
