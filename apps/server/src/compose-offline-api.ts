import type { HealthDesk } from '@waygate/continuity';
import { type DirectoryDesk, OFFLINE_API, type OfflineApiDeps, TOKEN_PATH } from '@waygate/http';
import type { AuditPort } from '@waygate/node-kit';
import { createApiTokens } from '@waygate/oidc';
import { accessPolicyDesk } from './access-policy-desk.ts';
import { applicationDesk } from './application-desk.ts';
import { authenticationServiceDesk } from './authentication-service-desk.ts';
import { authenticatorDesk } from './authenticator-desk.ts';
import { certificateDesk } from './certificate-desk.ts';
import { continuityDesk } from './continuity-desk.ts';
import type { ServerLog } from './logging/server-log.ts';
import type { Workspace } from './workspace.ts';

interface OfflineApiSurroundings {
  readonly publicUrl: string;
  /** Addresses or CIDR ranges that may call. */
  readonly from: readonly string[];
  readonly health: HealthDesk;
  readonly directories: DirectoryDesk;
  readonly log: ServerLog;
  readonly audit: AuditPort;
  /** Bits that keys of programs must have; 2048 when left out. */
  readonly leastRsaBits?: number | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What programs set up offline sign-on by. */
export function composeOfflineApi(
  workspace: Workspace,
  { publicUrl, from, health, directories, log, audit, leastRsaBits, now }: OfflineApiSurroundings,
): OfflineApiDeps {
  const { realmObjects, tokens, throttle } = workspace.stores;
  return {
    tokens: createApiTokens({ publicUrl, tokenPath: `${OFFLINE_API}${TOKEN_PATH}`, realmObjects, tokens, log, audit, leastRsaBits, now }),
    from,
    throttle,
    providers: continuityDesk(workspace, health),
    directories,
    applications: applicationDesk(workspace),
    accessPolicies: accessPolicyDesk(workspace),
    authenticators: authenticatorDesk(workspace),
    certificates: certificateDesk(workspace),
    authenticationService: authenticationServiceDesk(workspace, directories, now),
  };
}
