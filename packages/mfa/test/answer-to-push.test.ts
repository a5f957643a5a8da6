import { beforeEach, expect, it } from 'vitest';
import { MIA, PushWorld, REALM, RUN } from './push-world.ts';

let world: PushWorld;
beforeEach(() => {
  world = new PushWorld();
});

const answerTo = async (messageId: string, runId = RUN) =>
  (await world.service.answerTo({ realm: REALM, messageId, runId, isUsed: false })).status;

it('an approval says who was asked and by which phone they answered, as often as their run looks', async () => {
  const { phone, device } = await world.enrolled();
  const { messageId } = await world.push(phone, device);
  await phone.approve();
  const first = await world.service.answerTo({ realm: REALM, messageId, runId: RUN, isUsed: false });
  expect(first).toMatchObject({ status: 'approved', subject: MIA, type: 'DEFAULT', answeredBy: device.uuid });
  expect(await world.service.answerTo({ realm: REALM, messageId, runId: RUN, isUsed: false })).toEqual(first);
});

it('an approval that the run went on by already is over', async () => {
  const { phone, device } = await world.enrolled();
  const { messageId } = await world.push(phone, device);
  await phone.approve();
  expect((await world.service.answerTo({ realm: REALM, messageId, runId: RUN, isUsed: true })).status).toBe('expired');
});

it('to look while nobody has answered takes nothing', async () => {
  const { phone, device } = await world.enrolled();
  const { messageId } = await world.push(phone, device);
  expect([await answerTo(messageId), await answerTo(messageId)]).toEqual(['waiting', 'waiting']);
  await phone.approve();
  expect(await answerTo(messageId)).toBe('approved');
});

it('a denial stays one, whoever looks', async () => {
  const { phone, device } = await world.enrolled();
  const { messageId } = await world.push(phone, device);
  await phone.deny();
  expect([await answerTo(messageId), await answerTo(messageId)]).toEqual(['denied', 'denied']);
});

it.each(['waiting', 'approved', 'denied'] as const)('another run learns nothing of a push that is %s', async (state) => {
  const { phone, device } = await world.enrolled();
  const { messageId } = await world.push(phone, device);
  if (state === 'approved') await phone.approve();
  if (state === 'denied') await phone.deny();
  expect(await answerTo(messageId, 'other')).toBe('expired');
  expect((await world.service.status(REALM, messageId, 'other')).status).toBe('expired');
  expect(await answerTo(messageId), 'and takes nothing from the one that it is of').toBe(state);
});

it('another run learns nothing of a registration, and no run takes one for a push', async () => {
  const { messageId, uri } = await world.register();
  await world.phone().scan(uri);
  expect((await world.service.status(REALM, messageId, 'other')).status).toBe('expired');
  expect(await answerTo(messageId)).toBe('expired');
  expect(await world.status(messageId)).toBe('approved');
});

it.each(['', 'undefined', RUN])('a message that an older version stored is of no run, not of "%s"', async (runId) => {
  const { phone, device } = await world.enrolled();
  const { messageId } = await world.push(phone, device);
  const { runId: _run, ...message } = (await world.stores.pushMessages.find(REALM, messageId)) ?? expect.fail('It is not there.');
  await world.stores.pushMessages.insert({ ...message, id: 'AUTHENTICATE:older', state: 'SUCCESS' });
  expect(await answerTo('AUTHENTICATE:older', runId)).toBe('expired');
});
