import { t } from '../messages.ts';
import { RecoveryCodes } from './recovery-codes.tsx';

/** The one code that stands in for the app of offline codes, to copy, print or keep as a file. */
export function BackupCode({ code }: { readonly code: string }) {
  return <RecoveryCodes codes={[code]} intro={t('backupCodeIntro')} fileName="backup-code.txt" />;
}
