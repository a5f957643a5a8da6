import { expect, it } from 'vitest';
import { phoneSystem } from '../src/index.ts';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15';
const ANDROID = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36';

it('tells the version of iOS as the browser says it', async () => {
  expect(await phoneSystem({ userAgent: IPHONE })).toEqual({ osName: 'ios', osVersion: '17.4.1' });
});

it('asks a browser on Android, whose user agent says the same of every version', async () => {
  const userAgentData = { platform: 'Android', getHighEntropyValues: async () => ({ platformVersion: '15.0.0' }) };
  expect(await phoneSystem({ userAgent: ANDROID, userAgentData })).toEqual({ osName: 'android', osVersion: '15.0.0' });
  expect(await phoneSystem({ userAgent: ANDROID })).toBeUndefined();
  const refusing = { platform: 'Android', getHighEntropyValues: () => Promise.reject(new Error('not allowed')) };
  expect(await phoneSystem({ userAgent: ANDROID, userAgentData: refusing })).toBeUndefined();
});

it('says nothing of other computers', async () => {
  expect(await phoneSystem({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64)', userAgentData: { platform: 'Linux' } })).toBeUndefined();
});
