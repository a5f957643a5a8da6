import type { AccountDevice } from '@waygate/client';
import { expect, it } from 'vitest';
import { appsLeftAlone } from '../src/account/apps-left-alone.ts';

const device = (kind: AccountDevice['kind']): AccountDevice => ({
  ...{ kind, uuid: kind, deviceName: kind, createdDate: 1, lastAccessDate: 1, recoveryCodes: 10, primary: false, changeable: false },
});
const [phone, app, passkey] = [device('push'), device('binding'), device('webauthn')];

it('warns whoever removes the phone that also holds a bound app, since nothing on this page can ask for the app afterwards', () => {
  expect(appsLeftAlone([phone, app], phone)).toEqual([app]);
});

it('tells whoever has nothing but bound apps that it takes an administrator', () => {
  expect(appsLeftAlone([app])).toEqual([app]);
});

it('says nothing while there is something else to prove oneself with, or nothing at all is left', () => {
  expect(appsLeftAlone([phone, app, passkey], phone)).toEqual([]);
  expect(appsLeftAlone([phone, app], app)).toEqual([]);
  expect(appsLeftAlone([app], app)).toEqual([]);
  expect(appsLeftAlone([])).toEqual([]);
});
