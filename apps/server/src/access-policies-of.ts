import { type AccessPolicy, EVERYONE, keptAccessPolicy } from '@waygate/schema';
import { derivedId } from './derived-id.ts';
import type { Workspace } from './workspace.ts';

/** Access policies of an identity provider that somebody made, without the default one. What does not have the shape that it should have is not there: it lets nobody in. */
export async function accessPoliciesOf(
  { stores }: Pick<Workspace, 'stores'>,
  realm: string,
  idpId: string,
): Promise<readonly AccessPolicy[]> {
  const kept = await stores.realmObjects.list(realm, 'accessPolicy');
  return kept.flatMap(({ id, value }) => {
    const { data } = keptAccessPolicy.safeParse(value);
    if (data?.idpId !== idpId) return [];
    return [{ name: data.name, rules: data.rules, id, isDefault: false }];
  });
}

/**
 * The access policy that applications of an identity provider go by under an id. The default one is found also while the provider does not fail over by itself, since operators can still say that it is
 * away.
 */
export async function accessPolicyOf(
  workspace: Pick<Workspace, 'stores'>,
  realm: string,
  idpId: string,
  id: string,
): Promise<AccessPolicy | undefined> {
  const byDefault = everybodyByPassword(idpId);
  return id === byDefault.id ? byDefault : (await accessPoliciesOf(workspace, realm, idpId)).find((policy) => policy.id === id);
}

/** What a provider that fails over by itself has without anybody making it. */
export function everybodyByPassword(idpId: string): AccessPolicy {
  const password = { authenticationMethods: [{ key: 'password' as const }] };
  return {
    id: derivedId('access policy', idpId),
    name: 'Default policy',
    isDefault: true,
    rules: [
      {
        name: 'Everybody by password',
        conditions: { groups: { include: [{ name: EVERYONE }] } },
        actions: { access: 'allow', chains: [password] },
      },
    ],
  };
}

/** Names of the groups that an access policy has rules for, each once. */
export function groupsOfPolicy({ rules }: Pick<AccessPolicy, 'rules'>): readonly { readonly name: string }[] {
  const names = new Set(rules.flatMap(({ conditions }) => conditions.groups.include.map(({ name }) => name)));
  return [...names].map((name) => ({ name }));
}
