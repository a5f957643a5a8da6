/** What is wrong with a path of certificates: one was revoked, or nobody could say so of one. */
export type RevocationFault = 'revoked' | 'unchecked';
