import { TRANSFER_LIMITS } from '@waygate/schema';
import { t } from './messages.ts';

const MEGABYTE = 1024 * 1024;

/** What the texts about limits are filled with. */
export const limitValues = {
  files: TRANSFER_LIMITS.files,
  fileMegabytes: TRANSFER_LIMITS.fileBytes / MEGABYTE,
  megabytes: TRANSFER_LIMITS.bytes / MEGABYTE,
};

/** Why these files are not even sent; undefined when the server would take as much. Sizes are bytes. */
export function limitProblem(files: readonly { readonly name: string; readonly size: number }[]): string | undefined {
  if (files.length > TRANSFER_LIMITS.files) return t('tooMany', { ...limitValues, count: files.length });
  const large = files.find(({ size }) => size > TRANSFER_LIMITS.fileBytes);
  if (large !== undefined) return t('tooLarge', { ...limitValues, file: large.name, size: megabytes(large.size) });
  const all = files.reduce((sum, { size }) => sum + size, 0);
  return all > TRANSFER_LIMITS.bytes ? t('tooLargeTogether', { ...limitValues, size: megabytes(all) }) : undefined;
}

/** Rounded up, so that what is too large never reads as just small enough. */
function megabytes(bytes: number): string {
  return (Math.ceil((bytes / MEGABYTE) * 10) / 10).toLocaleString(t.language);
}
