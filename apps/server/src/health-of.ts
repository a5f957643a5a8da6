import { composeHealthDesk } from './compose-continuity.ts';
import { continuityDesk } from './continuity-desk.ts';
import type { Workspace } from './workspace.ts';

/**
 * What somebody does with identity providers that are watched, beside a server. A server notes what that changes for sign-ons by itself.
 * @param now epoch milliseconds
 */
export function healthOf(workspace: Workspace, now: () => number = Date.now) {
  return continuityDesk(workspace, composeHealthDesk(workspace, now));
}
