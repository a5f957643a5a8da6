import { z } from 'zod';

const MOST_SECONDS = 60;

/**
 * What every node that talks to something over a network can be told of outages. None has a default, so that a journey that says nothing of it is, and leaves, as AM has it.
 */
export const outageFields = {
  outageOutcome: z.boolean().optional().meta({
    title: 'Outage outcome',
    help: 'Gives the node the outcome Outage, which is taken when what it needs cannot be reached, does not answer in time or fails by itself. A refusal is none.',
  }),
  identityProvider: z.string().max(64).optional().meta({
    title: 'Identity provider',
    help: 'Name of the watched provider that the node depends on. It is looked at as soon as a sign-on meets an outage; while it is known to be offline, Outage is taken without trying.',
  }),
  outageWithin: z.int().min(1).max(MOST_SECONDS).optional().meta({
    title: 'Longest wait',
    help: 'How long the node waits in all before it is an outage; empty stands for 10. Nothing that has a shorter limit waits longer.',
    unit: 'seconds',
  }),
  offlineSessionMinutes: z.int().min(1).max(1_440).optional().meta({
    title: 'Offline session',
    help: 'Makes a sign-on that goes on by Outage an offline one, whose session lasts no longer than this; empty leaves that to the nodes that follow.',
    unit: 'minutes',
  }),
};

/** What a node says of outages. */
export const outageConfig = z.object(outageFields);
export type OutageConfig = z.infer<typeof outageConfig>;
