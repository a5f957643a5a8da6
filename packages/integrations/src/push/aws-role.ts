import type { SNSClientConfig } from '@aws-sdk/client-sns';
import { type ContainerEndpoint, containerCredentials } from './container-credentials.ts';
import { type WebIdentity, webIdentityCredentials } from './web-identity-credentials.ts';

/** The role of the cloud that this server has, as its operator says; realms use it where their settings have no key. */
export interface AwsRole {
  readonly source: ({ readonly type: 'container' } & ContainerEndpoint) | ({ readonly type: 'webIdentity' } & WebIdentity);
  /** Realms that may use it. */
  readonly realms: ReadonlySet<string> | 'every';
  /** Where SNS and STS are, where that is not Amazon's own address. */
  readonly snsEndpoint?: string;
  readonly stsEndpoint?: string;
}

/**
 * Credentials of the role, for one client: it keeps them until shortly before they end. They come or fail within six seconds; a failure is a RoleFault.
 * @param region of the service that is called, where STS is asked, too
 */
export function roleCredentials({ source, stsEndpoint }: AwsRole, region: string): Extract<SNSClientConfig['credentials'], () => unknown> {
  return () => (source.type === 'webIdentity' ? webIdentityCredentials(source, region, stsEndpoint) : containerCredentials(source));
}
