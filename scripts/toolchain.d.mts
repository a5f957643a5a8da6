/** The package manager, pinned. */
export const PNPM: string;
/** The checkout. */
export const root: string;
