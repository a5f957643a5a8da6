import type { Step } from '@waygate/engine';
import { BoundApp } from '@waygate/phone';
import { type Answer, type Callback, type CallbackOf, FAILURE_ID, type JsonObject, SUCCESS_ID, script } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { journeyOf, node, openHouse, withPassword } from './house.ts';

const APP = 'com.example.app';
const NOW = 1_790_000_000_000;
const apps = { applicationIds: [APP] };
const errors = { Unsupported: FAILURE_ID, Abort: FAILURE_ID, Timeout: FAILURE_ID };

/** Binds after the password. */
const binding = journeyOf(
  withPassword('bind', {
    bind: node('DeviceBindingNode', { ...apps, postponeDeviceProfileStorage: true }, { success: 'keep', failure: FAILURE_ID, ...errors }),
    keep: node('DeviceBindingStorageNode', {}, { true: SUCCESS_ID, false: FAILURE_ID }),
  }),
  'Bind',
);
/** Signs on with the device and nothing else. */
const signing = journeyOf(
  {
    sign: node('DeviceSigningVerifierNode', apps, {
      success: SUCCESS_ID,
      failure: FAILURE_ID,
      noDeviceRegistered: FAILURE_ID,
      keyNotFound: FAILURE_ID,
      ClientNotRegistered: FAILURE_ID,
      ...errors,
    }),
  },
  'Sign',
);
/** What a script would do that wanted to bind a device of its own. */
const forging = journeyOf(
  withPassword('forge', {
    forge: node('ScriptedDecisionNode', { script: 'forge', outcomes: ['true'] }, { true: 'keep' }),
    keep: node('DeviceBindingStorageNode', {}, { true: SUCCESS_ID, false: FAILURE_ID }),
  }),
  'Forge',
);

function asked<T extends Callback['type']>(step: Step, type: T): CallbackOf<T> {
  const found = step.kind === 'callbacks' ? step.callbacks.find((one): one is CallbackOf<T> => one.type === type) : undefined;
  if (found === undefined) throw new Error(`It asks for no ${type}: ${JSON.stringify(step)}`);
  return found;
}
const bound = (app: BoundApp, step: Step): Answer => ({
  type: 'DeviceBindingCallback',
  jws: app.bind(asked(step, 'DeviceBindingCallback')),
  deviceName: 'Pixel',
  deviceId: app.deviceId,
  clientError: '',
});
const signed = (app: BoundApp, step: Step): Answer => ({
  type: 'DeviceSigningVerifierCallback',
  jws: app.confirm(asked(step, 'DeviceSigningVerifierCallback')),
  clientError: '',
});

async function house() {
  const here = await openHouse([binding, signing, forging], { now: () => NOW });
  const app = new BoundApp('ios', APP, () => NOW);
  /** Binds the app. */
  const bind = async () => {
    const page = await here.typePassword(await here.start());
    return here.answer(page, bound(app, page));
  };
  return { ...here, app, bind };
}

describe('an app that is bound to a person', () => {
  it('signs them on from then on, with nothing typed', async () => {
    const { app, bind, start, answer, stores, demo, faults } = await house();
    expect((await bind()).kind).toBe('success');
    expect(await stores.devices.binding.list('/alpha', demo.id)).toMatchObject([{ device: { kid: app.kid, deviceName: 'Pixel' } }]);
    const page = await start({ journey: 'Sign' });
    const end = await answer(page, signed(app, page));
    expect(end).toMatchObject({ kind: 'success', session: { username: 'demo' } });
    expect(faults).toEqual([]);
  });

  it('signs nobody on by a page that was answered before', async () => {
    const { app, bind, start, answer } = await house();
    await bind();
    const page = await start({ journey: 'Sign' });
    const right = signed(app, page);
    const ends = await Promise.allSettled(Array.from({ length: 20 }, () => answer(page, right)));
    expect(ends.filter((end) => end.status === 'fulfilled' && end.value.kind === 'success')).toHaveLength(1);
    const again = await start({ journey: 'Sign' });
    expect((await answer(again, right)).kind).toBe('failure');
  });

  it('is nobody when another key signs, a hundred times over, and whoever tries takes the device from nobody', async () => {
    const { app, bind, start, answer } = await house();
    await bind();
    const thief = new BoundApp('ios', APP, () => NOW);
    const tryWith = async (key?: typeof thief.privateKey) => {
      const page = await start({ journey: 'Sign' });
      const jws = app.confirm(asked(page, 'DeviceSigningVerifierCallback'), key === undefined ? {} : { key });
      return (await answer(page, { type: 'DeviceSigningVerifierCallback', jws, clientError: '' })).kind;
    };
    const wrong = await Promise.all(Array.from({ length: 101 }, () => tryWith(thief.privateKey)));
    expect(new Set(wrong)).toEqual(new Set(['failure']));
    expect(await tryWith()).toBe('success');
  });

  it('is not one that a script has made up', async () => {
    const { start, typePassword, stores, demo, faults } = await house();
    const device = { uuid: 'k', kid: 'k', key: { kty: 'EC' }, deviceName: 'Mine', deviceId: '', platform: '', authenticationType: 'NONE' };
    const made = JSON.stringify({ ...device, createdDate: 1, lastAccessDate: 1, sealed: 'x' });
    const text = `nodeState.putTransient('DeviceBinding.DEVICE', ${made}); action.goTo('true');`;
    const value = script.parse({
      _id: 'forge',
      name: 'forge',
      script: Buffer.from(text).toString('base64'),
      context: 'SCRIPTED_DECISION_NODE',
      evaluatorVersion: '2.0',
    }) as JsonObject;
    await stores.realmObjects.put('/alpha', [{ kind: 'script', id: 'forge', value }]);
    expect((await typePassword(await start({ journey: 'Forge' }))).kind).toBe('failure');
    expect(faults).toEqual([]);
    expect(await stores.devices.binding.list('/alpha', demo.id)).toEqual([]);
  });
});
