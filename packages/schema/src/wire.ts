import { z } from 'zod';
import { json } from './json.ts';

const named = z.object({ name: z.string(), value: json });

/** A callback as AM puts it on the wire. `input` is absent on callbacks that only show something. */
export const wireCallback = z.object({
  type: z.string(),
  output: z.array(named),
  input: z.array(named).optional(),
  _id: z.int().optional(),
});
export type WireCallback = z.infer<typeof wireCallback>;

/** A step: the client fills in `input[].value` and posts the whole object back. */
export const wireStep = z.object({
  authId: z.string(),
  callbacks: z.array(wireCallback).min(1),
  stage: z.string().optional(),
  header: z.string().optional(),
  description: z.string().optional(),
  /** Only where a page asked for it: what it may keep, to ask for this step again. It is not posted back. */
  kept: z.string().optional(),
});
export type WireStep = z.infer<typeof wireStep>;

/** The end of a journey that signed somebody on. `tokenId` is absent when the journey makes no session. */
export const wireSuccess = z.looseObject({
  tokenId: z.string().optional(),
  message: z.string().optional(),
  successUrl: z.string().min(1),
  realm: z.string(),
  /** Only where a draft was tried: who would be signed on. */
  preview: z.object({ username: z.string() }).optional(),
});
export type WireSuccess = z.infer<typeof wireSuccess>;

/** `detail.errorCode` of a 503 that says that the server has too much to do: nothing has happened, and the same can be sent again. Of any other 503 it is not known. */
export const BUSY_ERROR_CODE = 'hash.busy';

/** `detail.errorCode` of a 429 that says that the address of the client made too many requests: nothing has happened, and the same can be sent again after `Retry-After`. */
export const LIMITED_ERROR_CODE = 'requests.too_many';

/** An error in AM's form. `detail.errorCode` "110" (a string) means that the journey is over and a new one may be started in silence. */
export const wireError = z.looseObject({
  code: z.int(),
  reason: z.string(),
  message: z.string(),
  detail: z.looseObject({ failureUrl: z.string().optional(), errorCode: z.string().optional() }).optional(),
});
export type WireError = z.infer<typeof wireError>;
