import {
  CallbackType,
  Config,
  FRAuth,
  FRLoginFailure,
  FRLoginSuccess,
  FRStep,
  type NameCallback,
  type PasswordCallback,
} from '@forgerock/javascript-sdk';
import { expect, test } from '../../interop/interop-fixtures.ts';
import { interop } from '../../interop/record-interop.ts';

const works = interop('@forgerock/javascript-sdk', 'Node');

test('a program signs on, and is told when it may not', async ({ installation, person }) => {
  Config.set({ serverConfig: { baseUrl: `${installation.server.url}/am`, timeout: 20_000 }, realmPath: 'alpha', tree: 'Login' });
  const signOn = async (password: string) => {
    const step = await FRAuth.start();
    if (!(step instanceof FRStep)) throw new Error('A step was expected.');
    step.getCallbackOfType<NameCallback>(CallbackType.NameCallback).setName(person.username);
    step.getCallbackOfType<PasswordCallback>(CallbackType.PasswordCallback).setPassword(password);
    return FRAuth.next(step);
  };
  await works('FRAuth.next: login loop to success', async () => {
    const end = await signOn(person.password);
    expect(end instanceof FRLoginSuccess && [end.getSessionToken(), end.getRealm()]).toEqual([expect.stringMatching(/./), '/alpha']);
  });
  await works('FRLoginFailure: code and message of a wrong password', async () => {
    const end = await signOn('wrong password');
    expect(end instanceof FRLoginFailure && [end.getCode(), end.getMessage()]).toEqual([401, 'Login failure']);
  });
});
