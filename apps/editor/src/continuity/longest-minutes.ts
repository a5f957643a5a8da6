/** How long an operator may set something for: thirty days, as the server has it. */
export const LONGEST_MINUTES = 60 * 24 * 30;
