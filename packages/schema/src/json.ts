import { z } from 'zod';

/** Anything JSON can carry. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
);

/** An object of JSON values. */
export const jsonObject = z.record(z.string(), json);
export type JsonObject = z.infer<typeof jsonObject>;
