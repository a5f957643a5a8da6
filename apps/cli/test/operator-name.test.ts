import { userInfo } from 'node:os';
import { expect, it } from 'vitest';
import { operatorName } from '../src/operator-name.ts';

it('names who runs commands, by number where the system knows no name, as in a container', () => {
  expect(operatorName()).toBe(userInfo().username);
  const nameless = () => {
    throw new Error('A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)');
  };
  expect(operatorName(nameless)).toBe(`uid ${process.getuid?.()}`);
});
