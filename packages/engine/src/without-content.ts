import type { Callback } from '@waygate/schema';

/**
 * A callback as it rests in the store: what is needed to read the answer and to show a page again, and nothing of what scripts and hidden values said. Those carry
 * registration links and recovery codes, and what was shown once must not be found on a disk.
 */
export function withoutContent(callback: Callback): Callback {
  switch (callback.type) {
    case 'TextOutputCallback':
      return callback.messageType === 'script' ? { ...callback, message: '' } : callback;
    case 'HiddenValueCallback':
      return { ...callback, value: '' };
    case 'MetadataCallback':
      return { ...callback, data: {} };
    case 'RedirectCallback': {
      const { redirectData: _, ...rest } = callback;
      return { ...rest, redirectUrl: '' };
    }
    default:
      return callback;
  }
}
