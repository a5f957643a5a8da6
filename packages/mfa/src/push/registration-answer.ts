import { z } from 'zod';

/** Claims about the phone itself in a registration and in a refresh (all strings on the wire; `capabilities` is ours and optional). */
export const pushDeviceAnswer = z.object({
  mechanismUid: z.string().min(1).max(256),
  deviceId: z.string().min(1).max(4096),
  deviceName: z.string().max(256).default('Push Device'),
  deviceType: z.string().min(1).max(32),
  communicationType: z.string().min(1).max(32),
  capabilities: z.array(z.string().max(64)).max(16).default([]),
});
export type PushDeviceAnswer = z.infer<typeof pushDeviceAnswer>;
