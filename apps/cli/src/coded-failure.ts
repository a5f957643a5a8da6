import { WaygateError } from '@waygate/schema';

/** A failure of a command whose exit codes say more than that it was refused. */
export class CodedFailure extends Error {
  readonly exitCode: number;
  readonly reason: WaygateError;

  constructor(exitCode: number, reason: WaygateError) {
    super(reason.message);
    this.exitCode = exitCode;
    this.reason = reason;
  }
}

/** Does something, and gives what goes wrong its exit code: 2 for what was asked wrongly, 3 for what is not there, 4 for a store that somebody else holds. */
export async function withExitCodes(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const exitCode = error instanceof WaygateError ? exitCodeOf(error) : undefined;
    throw exitCode === undefined || !(error instanceof WaygateError) ? error : new CodedFailure(exitCode, error);
  }
}

function exitCodeOf({ kind, code }: WaygateError): number | undefined {
  if (code === 'storage.unavailable' || code === 'storage.in_use') return 4;
  if (kind === 'notFound') return 3;
  return kind === 'input' ? 2 : undefined;
}
