/** A code that was made in a step of a sign-on. */
export interface StepCode {
  /** Names the code, and tells nothing of it. */
  readonly id: string;
  readonly code: string;
  /** Epoch milliseconds. */
  readonly madeAt: number;
}

/** Codes by the step that they were made in, so that whichever process takes the step has the same. Sealed. */
export interface StepCodeStore {
  /**
   * Keeps a code that was just made, unless the step has one.
   * @param step names the step and everything that its code must be another for
   * @param until epoch milliseconds from which the step gets another
   * @returns the code that the step has
   */
  keep(step: string, made: StepCode, until: number): Promise<StepCode>;
}
