/** What this build calls itself. */
export const VERSION = '0.1.0';
