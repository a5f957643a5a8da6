/** Text of documents that a dump gives at once, in characters: more of them would fill the memory where they are as large as they may be. */
export const DUMPED_AT_ONCE = 16 * 1024 * 1024;
