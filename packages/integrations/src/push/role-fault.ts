/** There are no credentials of the role of the server. Says nothing of a token or of what was answered, so that it can be logged. */
export class RoleFault extends Error {
  /** Variable of the server's environment that says where they come from, and why they did not, such as `AWS_ROLE_ARN.AccessDenied`. */
  readonly reason: string;
  /** Whether the same may work a little later. */
  readonly passing: boolean;

  constructor(variable: string, why: string, passing: boolean, cause?: unknown) {
    const message = passing
      ? `The credentials of the server's role did not come (${why}). ${variable} says where they come from.`
      : `The server has no credentials of its role (${why}). Look at ${variable} in its environment.`;
    super(message, cause === undefined ? {} : { cause });
    this.name = 'RoleFault';
    this.reason = `${variable}.${why}`;
    this.passing = passing;
  }
}
