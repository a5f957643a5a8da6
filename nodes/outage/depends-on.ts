import type { OutageConfig } from './outage-fields.ts';

/** What a message says of the provider that its node depends on; nothing when its author names none. */
export function dependsOn({ identityProvider = '' }: OutageConfig): { readonly dependsOn?: string } {
  return identityProvider === '' ? {} : { dependsOn: identityProvider };
}
