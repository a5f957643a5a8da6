import { createHash } from 'node:crypto';

/** What is stored of a preview ticket. */
export function ticketHash(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64url');
}
