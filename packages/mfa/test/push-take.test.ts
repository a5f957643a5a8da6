import { beforeEach, expect, it } from 'vitest';
import { MIA, PushWorld, REALM, RUN } from './push-world.ts';

let world: PushWorld;
beforeEach(() => {
  world = new PushWorld();
});

const take = async (messageId: string, { runId = RUN, idempotencyKey = 'step' } = {}) =>
  (await world.service.take({ realm: REALM, messageId, runId, idempotencyKey })).status;

it('an approval is taken by one step, which gets the same answer again', async () => {
  const { phone, device } = await world.enrolled();
  const { messageId } = await world.push(phone, device);
  await phone.approve();
  const first = await world.service.take({ realm: REALM, messageId, runId: RUN, idempotencyKey: 'step' });
  expect(first).toMatchObject({ status: 'approved', subject: MIA, type: 'DEFAULT', answeredBy: device.uuid });
  expect(await world.service.take({ realm: REALM, messageId, runId: RUN, idempotencyKey: 'step' })).toEqual(first);
  expect(await take(messageId, { idempotencyKey: 'later' })).toBe('expired');
});

it('of many steps at once one takes it', async () => {
  const { phone, device } = await world.enrolled();
  const { messageId } = await world.push(phone, device);
  await phone.approve();
  const taken = await Promise.all(Array.from({ length: 8 }, (_, index) => take(messageId, { idempotencyKey: `step ${index}` })));
  expect(taken.filter((status) => status === 'approved')).toHaveLength(1);
});

it('to look while nobody has answered takes nothing', async () => {
  const { phone, device } = await world.enrolled();
  const { messageId } = await world.push(phone, device);
  expect([await take(messageId, { idempotencyKey: '1' }), await take(messageId, { idempotencyKey: '2' })]).toEqual(['waiting', 'waiting']);
  await phone.approve();
  expect(await take(messageId, { idempotencyKey: '3' })).toBe('approved');
});

it('a denial stays one, whoever looks', async () => {
  const { phone, device } = await world.enrolled();
  const { messageId } = await world.push(phone, device);
  await phone.deny();
  expect([await take(messageId), await take(messageId, { idempotencyKey: 'later' })]).toEqual(['denied', 'denied']);
});

it.each(['waiting', 'approved', 'denied'] as const)('another run learns nothing of a push that is %s', async (state) => {
  const { phone, device } = await world.enrolled();
  const { messageId } = await world.push(phone, device);
  if (state === 'approved') await phone.approve();
  if (state === 'denied') await phone.deny();
  expect(await take(messageId, { runId: 'other' })).toBe('expired');
  expect((await world.service.status(REALM, messageId, 'other')).status).toBe('expired');
  expect(await take(messageId), 'and takes nothing from the one that it is of').toBe(state);
});

it('another run learns nothing of a registration, and no run takes one for a push', async () => {
  const { messageId, uri } = await world.register();
  await world.phone().scan(uri);
  expect((await world.service.status(REALM, messageId, 'other')).status).toBe('expired');
  expect(await take(messageId)).toBe('expired');
  expect(await world.status(messageId)).toBe('approved');
});

it.each(['', 'undefined', RUN])('a message that an older version stored is of no run, not of "%s"', async (runId) => {
  const { phone, device } = await world.enrolled();
  const { messageId } = await world.push(phone, device);
  const { runId: _run, ...message } = (await world.stores.pushMessages.find(REALM, messageId)) ?? expect.fail('It is not there.');
  await world.stores.pushMessages.insert({ ...message, id: 'AUTHENTICATE:older', state: 'SUCCESS' });
  expect(await take('AUTHENTICATE:older', { runId })).toBe('expired');
});
