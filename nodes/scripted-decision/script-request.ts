import type { NodeContext, ScriptRequest } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';

/** What AM writes for a script that is not chosen yet. */
const NONE = ['', '[Empty]'];

/** What a request is made of beside the script. */
type Surroundings = Pick<
  NodeContext,
  'node' | 'realm' | 'state' | 'request' | 'existingSession' | 'resumed' | 'resumeLink' | 'scriptRevision' | 'idempotencyKey'
>;

/**
 * What a script of a node may know.
 * @param script its id, as the configuration has it
 * @param writes state keys that it may write
 * @throws WaygateError `script.missing` (authoring) when there was no such script when the run began
 */
export async function scriptRequest(
  { node, realm, state, request, existingSession, resumed, resumeLink, scriptRevision, idempotencyKey }: Surroundings,
  script: string | undefined,
  writes: readonly string[],
  answers: ScriptRequest['answers'] = [],
): Promise<ScriptRequest> {
  const revision = script === undefined || NONE.includes(script) ? undefined : scriptRevision(script);
  if (revision === undefined) {
    throw new WaygateError(
      'authoring',
      'script.missing',
      `${node.displayName} names a script that the realm did not have when this run began.`,
    );
  }
  return {
    realm,
    revision,
    state: state.scopes(),
    writes,
    answers,
    headers: request.headers(),
    parameters: request.parameters(),
    existingSession: await existingSession(),
    resumedFromSuspend: resumed,
    resumeUri: resumeLink(),
    idempotencyKey,
  };
}
