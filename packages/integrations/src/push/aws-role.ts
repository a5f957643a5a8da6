import type { SNSClientConfig } from '@aws-sdk/client-sns';
import { fromHttp } from '@aws-sdk/credential-provider-http';
import { fromTokenFile } from '@aws-sdk/credential-provider-web-identity';

/** The role of the cloud that this server has, as its operator says; realms use it where their settings have no key. */
export interface AwsRole {
  readonly source:
    | {
        readonly type: 'container';
        /** What vouches for the container, as ECS and EKS have one: https, or an address that AWS gave such endpoints. */
        readonly url: string;
        /** File with the token that is shown there; it is read each time. */
        readonly tokenFile?: string;
      }
    | {
        readonly type: 'webIdentity';
        /** File with the token of the cluster, which STS takes; it is read each time. */
        readonly tokenFile: string;
        readonly roleArn: string;
        readonly sessionName?: string;
      };
  /** Realms that may use it. */
  readonly realms: ReadonlySet<string> | 'every';
  /** Where SNS and STS are, where that is not Amazon's own address. */
  readonly snsEndpoint?: string;
  readonly stsEndpoint?: string;
}

/** Milliseconds for each try at the endpoint of a container, of which there are three: a sign-on waits. */
const WITHIN_MS = 1_000;

/**
 * Credentials of the role, for one client: it keeps them until shortly before they end.
 * @param region of the service that is called, where STS is asked, too
 */
export function roleCredentials({ source, stsEndpoint }: AwsRole, region: string): NonNullable<SNSClientConfig['credentials']> {
  if (source.type === 'webIdentity') {
    const { tokenFile, roleArn, sessionName = 'waygate' } = source;
    return fromTokenFile({
      webIdentityTokenFile: tokenFile,
      roleArn,
      roleSessionName: sessionName,
      clientConfig: { region, maxAttempts: 2, ...(stsEndpoint === undefined ? {} : { endpoint: stsEndpoint }) },
    });
  }
  const { url, tokenFile } = source;
  return fromHttp({
    awsContainerCredentialsFullUri: url,
    ...(tokenFile === undefined ? {} : { awsContainerAuthorizationTokenFile: tokenFile }),
    timeout: WITHIN_MS,
    maxRetries: 2,
  });
}
