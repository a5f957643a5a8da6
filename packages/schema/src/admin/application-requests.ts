import { z } from 'zod';
import { application, offlineState } from '../continuity/application.ts';

/** An application to be made or changed; the server gives it an id. */
export const applicationRequest = application.omit({ id: true });
export type ApplicationRequest = z.input<typeof applicationRequest>;

/** Whether people who are signed on already shall be asked before they enter an application. */
export const askBeforeEntryRequest = z.strictObject({ askBeforeEntry: z.boolean() });
export type AskBeforeEntryRequest = z.input<typeof askBeforeEntryRequest>;

/** What an application shall do while its identity provider cannot be reached. */
export const offlineStateRequest = z.strictObject({ state: offlineState });
export type OfflineStateRequest = z.input<typeof offlineStateRequest>;
