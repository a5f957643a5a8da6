import type { HealthDesk } from '@waygate/continuity';
import { OFFLINE_API, type OfflineApiDeps, TOKEN_PATH } from '@waygate/http';
import { createApiTokens } from '@waygate/oidc';
import { authenticationServiceDesk } from './authentication-service-desk.ts';
import { certificateDesk } from './certificate-desk.ts';
import { continuityDesk } from './continuity-desk.ts';
import type { ServerLog } from './server-log.ts';
import type { Workspace } from './workspace.ts';

interface OfflineApiSurroundings {
  readonly publicUrl: string;
  /** Addresses or CIDR ranges that may call. */
  readonly from: readonly string[];
  readonly health: HealthDesk;
  readonly log: ServerLog;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What programs set up offline sign-on by. */
export function composeOfflineApi(workspace: Workspace, { publicUrl, from, health, log, now }: OfflineApiSurroundings): OfflineApiDeps {
  const { realmObjects, tokens, throttle } = workspace.stores;
  return {
    tokens: createApiTokens({ publicUrl, tokenPath: `${OFFLINE_API}${TOKEN_PATH}`, realmObjects, tokens, log, now }),
    from,
    throttle,
    providers: continuityDesk(workspace, health),
    certificates: certificateDesk(workspace),
    authenticationService: authenticationServiceDesk(workspace, now),
  };
}
