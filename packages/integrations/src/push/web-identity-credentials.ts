import { readFile } from 'node:fs/promises';
import type { SNSClientConfig } from '@aws-sdk/client-sns';
import { fromWebToken } from '@aws-sdk/credential-provider-web-identity';
import { withinSignal } from '../outbound/within-signal.ts';
import { fileFault } from './file-fault.ts';
import { RoleFault } from './role-fault.ts';

/** Token of a cluster, which STS takes for the credentials of a role. */
export interface WebIdentity {
  /** File with the token; it is read each time. */
  readonly tokenFile: string;
  readonly roleArn: string;
  readonly sessionName?: string;
}

/** Milliseconds for a try at STS, of which there are two: a sign-on waits. */
const CONNECT_MS = 1_000;
const ANSWER_MS = 2_000;
/** For both. */
const WITHIN_MS = 6_000;
const TOO_MANY = 429;
const FILE_VARIABLE = 'AWS_WEB_IDENTITY_TOKEN_FILE';
const ROLE_VARIABLE = 'AWS_ROLE_ARN';
/** What STS calls a token that it does not take; everything else that it refuses is about the role. */
const TOKEN_REFUSED = /^(InvalidIdentityToken|ExpiredToken|IDPRejectedClaim)/;
/** STS could not ask the cluster about the token, which it calls a fault of the client. */
const CLUSTER_AWAY = /^IDPCommunicationError/;

/**
 * Exchanges the token at STS.
 * @param region where STS is asked
 * @param endpoint of STS, where that is not Amazon's own address; the environment and profiles are not asked for one
 * @throws RoleFault
 */
export async function webIdentityCredentials(
  { tokenFile, roleArn, sessionName = 'waygate' }: WebIdentity,
  region: string,
  endpoint?: string,
): Promise<Extract<SNSClientConfig['credentials'], { readonly accessKeyId: string }>> {
  const webIdentityToken = await readFile(tokenFile, 'ascii').catch((error: unknown) => {
    throw fileFault(FILE_VARIABLE, error);
  });
  const exchange = fromWebToken({
    webIdentityToken,
    roleArn,
    roleSessionName: sessionName,
    clientConfig: {
      region,
      maxAttempts: 2,
      ignoreConfiguredEndpointUrls: true,
      requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS, socketTimeout: ANSWER_MS, throwOnRequestTimeout: true },
      ...(endpoint === undefined ? {} : { endpoint }),
    },
  });
  try {
    return await withinSignal(AbortSignal.timeout(WITHIN_MS), exchange());
  } catch (error) {
    throw faultOf(error);
  }
}

/** What STS says quotes the role and the token's claims, so only the name of it is told. */
function faultOf(error: unknown): RoleFault {
  const name = error instanceof Error ? error.name : 'unknown';
  const { $fault: fault, $metadata: metadata } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly $fault?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const isNo = fault === 'client' && metadata?.httpStatusCode !== TOO_MANY && !/^Thrott/.test(name) && !CLUSTER_AWAY.test(name);
  return new RoleFault(TOKEN_REFUSED.test(name) ? FILE_VARIABLE : ROLE_VARIABLE, name, !isNo, error);
}
