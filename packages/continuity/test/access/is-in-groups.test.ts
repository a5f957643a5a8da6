import { describe, expect, it } from 'vitest';
import { isInGroups } from '../../src/access/is-in-groups.ts';

const berlin = 'cn=Admins,ou=Berlin,dc=x';
const meant = (wanted: string, names: readonly string[], dns: readonly string[] = []) => isInGroups([{ name: wanted }], { names, dns });

describe('a group', () => {
  it('is the same in capitals and small letters, and Everyone is everybody', () => {
    expect(meant('ADMINS', ['users', 'Admins'])).toBe(true);
    expect(meant('Änderer', ['ÄNDERER'])).toBe(true);
    expect(meant('everyone', [])).toBe(true);
    expect(meant('Admins', ['Admins2', 'Admin', 'cn=Admins,dc=example'])).toBe(false);
    expect(isInGroups([], { names: ['Admins'], dns: [berlin] })).toBe(false);
  });

  it('is meant alone by its distinguished name, however that is written, where others have its name', () => {
    expect(meant('CN=admins, OU=Berlin, DC=x', ['Admins'], [berlin])).toBe(true);
    expect(meant('cn=Admins,ou=Paris,dc=x', ['Admins'], [berlin])).toBe(false);
    expect(meant('Admins', ['Admins'], [berlin])).toBe(true);
  });

  it('that is only called as another is by its distinguished name is not that one', () => {
    expect(meant(berlin, [berlin], ['cn=evil,ou=Paris,dc=x'])).toBe(false);
    expect(meant(berlin, [berlin])).toBe(false);
  });

  it('may have an equals sign in its name', () => {
    expect(meant('region=EU', ['region=EU'])).toBe(true);
  });
});
