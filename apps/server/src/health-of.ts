import { composeHealthDesk } from './compose-continuity.ts';
import { continuityDesk } from './continuity-desk.ts';
import type { Workspace } from './workspace.ts';

/** What the command line does with identity providers that are watched. A server notes what that changes for sign-ons by itself. */
export function healthOf(workspace: Workspace) {
  return continuityDesk(workspace, composeHealthDesk(workspace, Date.now));
}
