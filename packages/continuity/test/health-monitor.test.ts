import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { HealthMonitor } from '../src/index.ts';
import { down, HealthRig, hanging, ID, settled, up } from './rig.ts';

/** One check decides, and there is some time to recover in. */
const AT_ONCE = { healthCheckInterval: 10, maxRetries: 0, failureThreshold: 1, successThreshold: 1, recoveryCooldownInterval: 100 };

const running: HealthMonitor[] = [];
afterEach(async () => {
  for (const monitor of running.splice(0)) await monitor.stop();
});

async function started(rig: HealthRig, holder?: string): Promise<HealthMonitor> {
  const monitor = rig.monitor(holder);
  running.push(monitor);
  monitor.start();
  await rig.clock.rest();
  return monitor;
}

it('leads offline after three failed checks, into recovery after two good ones, and online when the cooldown is over', async () => {
  const rig = new HealthRig();
  await started(rig);
  await rig.clock.seconds(130);
  rig.answer = down;
  await rig.clock.seconds(400);
  rig.answer = up;
  await rig.clock.seconds(600);
  expect(rig.course).toEqual([
    '300 online>offline checksFailed',
    '600 offline>recovering checksGood',
    '960 recovering>online cooldownOver',
  ]);
  expect(rig.faults).toEqual([]);
});

it('takes a socket that hangs for a failure as soon as its time is over, and tries as often as the policy says', async () => {
  const rig = new HealthRig({ healthCheckInterval: 10, timeout: 3, maxRetries: 1, failureThreshold: 2 });
  rig.answer = hanging;
  await started(rig);
  await rig.clock.seconds(6);
  expect(rig.tries).toBe(2);
  await rig.clock.seconds(16);
  expect(rig.tries).toBe(4);
  expect(rig.course).toEqual(['22 online>offline checksFailed']);
  expect(rig.records.get(ID)?.lastCheck).toMatchObject({ ok: false, tries: 2, detail: 'No answer in time.' });
});

it('is good with the first try that is answered', async () => {
  const rig = new HealthRig({ maxRetries: 3 });
  rig.answer = async () => (rig.tries < 3 ? down() : up());
  await started(rig);
  expect(rig.records.get(ID)?.lastCheck).toMatchObject({ ok: true, tries: 3, detail: 'HTTP 200' });
});

it('forgets failures with a good check, online, and successes with a failed one, offline', async () => {
  const rig = new HealthRig({
    healthCheckInterval: 10,
    maxRetries: 0,
    failureThreshold: 2,
    successThreshold: 2,
    recoveryCooldownInterval: 5,
  });
  await started(rig);
  const answers = [down, up, down, up, down, down];
  for (const answer of answers) {
    rig.answer = answer;
    await rig.clock.seconds(10);
  }
  expect(rig.course).toEqual(['60 online>offline checksFailed']);
  for (const answer of [up, down, up, down, up, up]) {
    rig.answer = answer;
    await rig.clock.seconds(10);
  }
  expect(rig.course.slice(1)).toEqual(['120 offline>recovering checksGood']);
  await rig.clock.seconds(5);
  expect(rig.course.slice(2)).toEqual(['125 recovering>online cooldownOver']);
});

it('goes offline at once when a check fails in recovery, and begins the cooldown anew after that', async () => {
  const rig = new HealthRig(AT_ONCE);
  rig.answer = down;
  await started(rig);
  rig.answer = up;
  await rig.clock.seconds(40);
  rig.answer = down;
  await rig.clock.seconds(10);
  rig.answer = up;
  await rig.clock.seconds(110);
  expect(rig.course).toEqual([
    '0 online>offline checksFailed',
    '10 offline>recovering checksGood',
    '50 recovering>offline checkFailedInRecovery',
    '60 offline>recovering checksGood',
    '160 recovering>online cooldownOver',
  ]);
});

it('does not flap in a brown-out of ten minutes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 600, maxLength: 600 }), async (answers) => {
      const rig = new HealthRig(AT_ONCE);
      const failed: number[] = [];
      // Gone when the brown-out begins; then each check is answered or not by the throw of a coin; all is well when the ten minutes are over.
      rig.answer = () => {
        const isUp = rig.second >= 600 || (rig.second > 20 && answers[rig.second] === true);
        if (!isUp) failed.push(rig.second);
        return isUp ? up() : down();
      };
      const monitor = await started(rig);
      await rig.clock.seconds(900);
      await monitor.stop();
      expect(rig.transitions[0]).toMatchObject({ from: 'online', to: 'offline' });
      expect(rig.transitions.at(-1)).toMatchObject({ to: 'online' });
      // Nobody is led online before a whole cooldown has passed in which no check failed; a check that begins in the moment in which it ends is none of it.
      for (const { second } of rig.transitions.filter(({ to }) => to === 'online')) {
        expect(failed.filter((at) => at > second - AT_ONCE.recoveryCooldownInterval && at < second)).toEqual([]);
      }
    }),
    { numRuns: 20 },
  );
});

it('goes on where another process stopped, with what is left of each time', async () => {
  const rig = new HealthRig({ ...AT_ONCE, timeout: 1 });
  rig.answer = down;
  const first = await started(rig);
  rig.answer = up;
  await rig.clock.seconds(30);
  await first.stop();
  await rig.clock.seconds(5);
  await started(rig, 'two');
  await rig.clock.seconds(75);
  expect(rig.course.at(-1)).toBe('110 recovering>online cooldownOver');
});

it('does not take a cooldown for over in which nobody looked', async () => {
  const rig = new HealthRig({ ...AT_ONCE, timeout: 1 });
  rig.answer = down;
  const first = await started(rig);
  rig.answer = up;
  await rig.clock.seconds(20);
  await first.stop();
  await rig.clock.seconds(500);
  rig.answer = down;
  await started(rig, 'two');
  await rig.clock.seconds(5);
  expect(rig.course.at(-1)).toMatch(/recovering>offline checkFailedInRecovery$/);
});

it('ends no cooldown in which no check was made, however rarely they are', async () => {
  const rig = new HealthRig({
    healthCheckInterval: 600,
    maxRetries: 0,
    failureThreshold: 1,
    successThreshold: 1,
    recoveryCooldownInterval: 60,
  });
  rig.answer = down;
  await started(rig);
  rig.answer = up;
  await rig.clock.seconds(600);
  expect(rig.course.at(-1)).toBe('600 offline>recovering checksGood');
  rig.answer = down;
  await rig.clock.seconds(65);
  expect(rig.course.at(-1)).toMatch(/recovering>offline checkFailedInRecovery$/);
});

it('counts an outage from its beginning, whatever comes between', async () => {
  const rig = new HealthRig(AT_ONCE);
  rig.answer = down;
  await started(rig);
  const desk = rig.desk();
  const { since } = await desk.state('/alpha', 'Push');
  rig.answer = up;
  await rig.clock.seconds(15);
  expect(await desk.state('/alpha', 'Push')).toMatchObject({ state: 'recovering', outageSince: since });
  await rig.clock.seconds(110);
  expect(await desk.state('/alpha', 'Push')).not.toHaveProperty('outageSince');
});

it('is done by one process, and by another as soon as that one is silent', async () => {
  const rig = new HealthRig({ healthCheckInterval: 10, maxRetries: 0 });
  const first = await started(rig);
  await started(rig, 'two');
  await rig.clock.seconds(30);
  expect(rig.tries).toBe(4);
  await first.stop();
  await rig.clock.seconds(30);
  expect(rig.tries).toBe(7);
});

it('lets a process that was held up write nothing over what its successor found', async () => {
  const rig = new HealthRig({ healthCheckInterval: 10, maxRetries: 0, failureThreshold: 1 });
  let answerLate: (said: string) => void = () => undefined;
  rig.answer = () => new Promise((resolve) => (answerLate = resolve));
  await started(rig);
  rig.lease.until = 0;
  rig.answer = down;
  await started(rig, 'two');
  expect(rig.records.get(ID)?.state).toBe('offline');
  answerLate('too late');
  await settled();
  expect(rig.records.get(ID)?.state).toBe('offline');
});

it('looks at once when a sign-on met an outage, and not for every one of them', async () => {
  const rig = new HealthRig({ healthCheckInterval: 60, maxRetries: 0, failureThreshold: 2 });
  await started(rig);
  await rig.clock.seconds(10);
  rig.answer = down;
  const desk = rig.desk();
  for (let times = 0; times < 50; times += 1) await desk.suspect('/alpha', 'Push');
  await rig.clock.seconds(2);
  expect(rig.tries).toBe(2);
  for (let times = 0; times < 50; times += 1) await desk.suspect('/alpha', 'Push');
  await rig.clock.seconds(2);
  expect(rig.tries).toBe(2);
  await rig.clock.seconds(6);
  await desk.suspect('/alpha', 'Push');
  await rig.clock.seconds(2);
  expect(rig.course).toEqual([expect.stringMatching(/online>offline checksFailed/)]);
  await desk.suspect('/alpha', 'nobody watches this');
});

it('lets an operator decide for a time, and says who did', async () => {
  const rig = new HealthRig();
  await started(rig);
  const desk = rig.desk();
  await desk.override('/alpha', ID, { state: 'offline', by: 'ana', minutes: 10, reason: 'works on the line' });
  expect(await desk.state('/alpha', 'Push')).toMatchObject({ state: 'offline', forced: 'operator' });
  await rig.clock.seconds(601);
  expect(await desk.state('/alpha', 'Push')).toMatchObject({ state: 'online' });
  expect(rig.course).toEqual(['0 online>offline operator', expect.stringMatching(/^60[01] offline>online operatorEnded$/)]);
  expect((await desk.view('/alpha', ID)).transitions.at(-1)).toMatchObject({ by: 'ana' });
});

it('refuses a decision without an end, except where a provider is led by hand', async () => {
  const rig = new HealthRig();
  const desk = rig.desk();
  const wish = { state: 'offline', by: 'ana', minutes: undefined, reason: '' } as const;
  await expect(desk.override('/alpha', ID, wish)).rejects.toMatchObject({ code: 'continuity.override_without_end' });
  rig.provider = { ...rig.provider, mode: 'MANUAL' };
  await desk.override('/alpha', ID, wish);
  expect(await desk.state('/alpha', 'Push')).toMatchObject({ state: 'offline', forced: 'operator' });
  rig.provider = { ...rig.provider, mode: 'DISABLED' };
  expect(await desk.state('/alpha', 'Push')).toMatchObject({ state: 'online', forced: 'mode' });
  await expect(desk.override('/alpha', ID, { ...wish, minutes: 5 })).rejects.toMatchObject({ code: 'continuity.mode_disabled' });
});

it('keeps a provider that is led by hand online while checks fail, and follows them again when it is automatic', async () => {
  const rig = new HealthRig({ healthCheckInterval: 10, maxRetries: 0, failureThreshold: 1 });
  rig.provider = { ...rig.provider, mode: 'MANUAL' };
  rig.answer = down;
  await started(rig);
  await rig.clock.seconds(30);
  expect(rig.course).toEqual([]);
  rig.provider = { ...rig.provider, mode: 'AUTOMATIC' };
  await rig.clock.seconds(2);
  expect(rig.course).toEqual([expect.stringMatching(/online>offline mode$/)]);
});

it('rehearses an outage while the provider stays watched', async () => {
  const rig = new HealthRig({ healthCheckInterval: 10 });
  await started(rig);
  const desk = rig.desk();
  await desk.simulate('/alpha', ID, { by: 'ana', minutes: 5 });
  expect(await desk.state('/alpha', 'Push')).toMatchObject({ state: 'offline', forced: 'simulation' });
  await rig.clock.seconds(20);
  expect((await desk.view('/alpha', ID)).monitor).toMatchObject({ state: 'online', failures: 0 });
  await desk.endSimulation('/alpha', ID, 'ana');
  expect(rig.course.map((line) => line.replace(/^\d+ /, ''))).toEqual(['online>offline simulation', 'offline>online simulationEnded']);
});

it('goes by a new policy from the next check on, and keeps what was counted', async () => {
  const rig = new HealthRig({ healthCheckInterval: 10, maxRetries: 0, failureThreshold: 5 });
  rig.answer = down;
  await started(rig);
  await rig.clock.seconds(10);
  rig.provider = { ...rig.provider, healthPolicy: { ...rig.provider.healthPolicy, failureThreshold: 3 } };
  await rig.clock.seconds(10);
  expect(rig.course).toEqual(['20 online>offline checksFailed']);
});

it('names a provider that nobody watches to whoever draws the journey', async () => {
  await expect(new HealthRig().desk().state('/alpha', 'Elsewhere')).rejects.toMatchObject({
    kind: 'authoring',
    code: 'continuity.provider_unknown',
  });
});

it('goes on after a store that did not answer', async () => {
  const rig = new HealthRig({ healthCheckInterval: 10, maxRetries: 0, failureThreshold: 2 });
  rig.answer = down;
  await started(rig);
  const { find, update } = rig.store;
  Object.assign(rig.store, { find: down, update: down });
  await rig.clock.seconds(5);
  expect(rig.faults.length).toBeGreaterThan(0);
  Object.assign(rig.store, { find, update });
  await rig.clock.seconds(20);
  expect(rig.course).toEqual([expect.stringMatching(/online>offline checksFailed/)]);
});
