import type { RealmPath } from './realm.ts';

/** Where an installation is reached, each an origin without a slash at the end. */
export interface Addresses {
  /** What people, phones and applications use. */
  readonly publicUrl: string;
  /** What administrators use; theirs is the public one when left out. */
  readonly adminUrl?: string | undefined;
}

/** The address that the people of a realm use: those of the root realm administer. */
export function addressOf({ publicUrl, adminUrl }: Addresses, realm: RealmPath): string {
  return realm === '/' && adminUrl !== undefined ? adminUrl : publicUrl;
}
