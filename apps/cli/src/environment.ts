/** Variables that the command line was called with. */
export type Environment = Readonly<Record<string, string | undefined>>;
