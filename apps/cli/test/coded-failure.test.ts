import { WaygateError } from '@waygate/schema';
import { expect, it } from 'vitest';
import { CodedFailure, withExitCodes } from '../src/coded-failure.ts';

const failing = (error: Error) => withExitCodes(() => Promise.reject(error));

it.each([
  ['what was asked wrongly', 'input', 'realm.path', 2],
  ['what is not there', 'notFound', 'identity.unknown', 3],
  ['a store that somebody else holds', 'operational', 'storage.unavailable', 4],
  ['a store that must be had alone', 'operational', 'storage.in_use', 4],
] as const)('tells %s by its exit code', async (_what, kind, code, exitCode) => {
  const reason = new WaygateError(kind, code, 'Why.');
  await expect(failing(reason)).rejects.toEqual(new CodedFailure(exitCode, reason));
  await expect(failing(reason)).rejects.toMatchObject({ exitCode, reason });
});

it('leaves everything else as it is', async () => {
  const refused = new WaygateError('state', 'x.taken', 'Taken.');
  await expect(failing(refused)).rejects.toBe(refused);
  const broken = new Error('broken');
  await expect(failing(broken)).rejects.toBe(broken);
});
