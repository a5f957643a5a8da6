import { IconCircleCheck, IconCircleX, IconLogin2 } from '@tabler/icons-react';

/** Pictures of Start and the ends. */
export const END_ICONS = { start: IconLogin2, success: IconCircleCheck, failure: IconCircleX } as const;
