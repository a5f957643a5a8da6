import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const config = {
  primaryServers: ['ad.example.com'],
  accountSearchBaseDn: ['dc=example,dc=com'],
  searchFilterAttributes: ['sAMAccountName'],
};
const run = (status: 'wrong' | 'locked' | 'expired') => {
  const dialects: string[] = [];
  const ports = {
    identities: { find: async () => undefined },
    offlineDirectory: {
      admit: <T>(_realm: string, work: (enter: () => void) => Promise<T>) => work(() => undefined),
      refused: async () => undefined,
    },
    directory: {
      authenticate: async ({ dialect }: { readonly dialect: string }) => {
        dialects.push(dialect);
        return { status };
      },
    },
  };
  return runNode(node, { config, shared: { username: 'mia' }, secure: { password: 'x' }, ports }).then(({ action }) => ({
    action,
    dialects,
  }));
};

it.each([
  ['wrong', 'FALSE'],
  ['locked', 'LOCKED'],
  ['expired', 'EXPIRED'],
] as const)('asks in the words of Active Directory, and takes the outcome of %s', async (status, outcome) => {
  expect(await run(status)).toEqual({ action: { kind: 'goTo', outcome }, dialects: ['active-directory'] });
});
