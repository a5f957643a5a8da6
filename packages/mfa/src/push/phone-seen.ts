import type { PhoneSeen } from '@waygate/node-kit';
import { z } from 'zod';

/** Claims of an answer that are ours and optional: what the phone runs on. One that makes no sense is left out, so that the answer counts all the same. */
const system = z.string().regex(/^[a-z]{1,16}$/);
const version = z.string().regex(/^\d{1,5}(\.\d{1,5}){0,3}$/);

/** What a phone shows of itself with an answer, as a member of its message; no member when it shows nothing. @param clientIp address that it answered from */
export function phoneSeen(claims: Record<string, unknown>, clientIp: string | undefined): { readonly seen?: PhoneSeen } {
  const named = system.safeParse(claims['osName']);
  const numbered = version.safeParse(claims['osVersion']);
  const seen = {
    ...(clientIp === undefined ? {} : { address: clientIp }),
    ...(named.success ? { system: named.data } : {}),
    ...(numbered.success ? { version: numbered.data } : {}),
  };
  return Object.keys(seen).length === 0 ? {} : { seen };
}
