import { z } from 'zod';

/** Longest source of a script, characters; base64 needs a third more. */
export const LONGEST_SCRIPT = 262_144;

/** Contexts of scripts that journeys run. Others come with imports and are kept as they are. */
export const JOURNEY_SCRIPT_CONTEXTS = [
  'AUTHENTICATION_TREE_DECISION_NODE',
  'SCRIPTED_DECISION_NODE',
  'CONFIG_PROVIDER_NODE',
  'CONFIG_PROVIDER_NODE_NEXT_GEN',
  'LIBRARY',
  'SOCIAL_IDP_PROFILE_TRANSFORMATION',
] as const;

/** Name of a script: what people read, unique in its realm. */
export const scriptName = z
  .string()
  .trim()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}]+$/u, { error: 'A name must not hold line breaks.' });

const text = z.string().max(4_096).nullable().default(null);
const at = z.number().default(0);

/**
 * A script as a realm keeps it and as AM writes it (kind `script` of the realm objects, under its `_id`). Members that are not known here stay, so that an
 * export gives back what an import brought.
 */
export const script = z
  .object({
    _id: z.string().min(1).max(128),
    name: scriptName,
    description: text,
    /** Base64 of the UTF-8 source. */
    script: z.base64().max(4 * Math.ceil((LONGEST_SCRIPT * 4) / 3)),
    /** Whether it came with the product. */
    default: z.boolean().default(false),
    language: z.string().max(64).default('JAVASCRIPT'),
    context: z.string().max(128).default('AUTHENTICATION_TREE_DECISION_NODE'),
    /** `1.0` for the bindings with Java in them, `2.0` for the next generation. */
    evaluatorVersion: z.string().max(16).default('1.0'),
    createdBy: text,
    /** Epoch milliseconds, as is the other date. */
    creationDate: at,
    lastModifiedBy: text,
    lastModifiedDate: at,
  })
  .loose();
export type Script = z.infer<typeof script>;

/** The two APIs that scripts are written for. */
export type ScriptGeneration = 'legacy' | 'next';

/** Contexts whose scripts are of the next generation, whatever version they say. */
const NEXT_CONTEXTS: ReadonlySet<string> = new Set(['SCRIPTED_DECISION_NODE', 'CONFIG_PROVIDER_NODE_NEXT_GEN', 'LIBRARY']);

/** Which API a script is written for: libraries and whatever says version 2 are of the next generation. */
export function scriptGeneration({ context, evaluatorVersion }: Pick<Script, 'context' | 'evaluatorVersion'>): ScriptGeneration {
  return NEXT_CONTEXTS.has(context) || evaluatorVersion.startsWith('2') ? 'next' : 'legacy';
}
