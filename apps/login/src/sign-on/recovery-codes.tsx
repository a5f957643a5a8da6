import { Alert } from '@waygate/ui';
import { useState } from 'preact/hooks';
import { t } from '../messages.ts';

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  /** What they are for. */
  readonly intro: string;
  readonly fileName?: string;
}

/** Codes that are shown once, to copy, print or keep as a file. */
export function RecoveryCodes({ codes, intro, fileName = 'recovery-codes.txt' }: RecoveryCodesProps) {
  const [copied, setCopied] = useState<boolean | undefined>(undefined);
  const text = `${codes.join('\n')}\n`;
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  const download = () => {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = Object.assign(document.createElement('a'), { href: url, download: fileName });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div class="stack">
      <p>{intro}</p>
      <ul class="codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div class="row no-print">
        <button type="button" class="button quiet grow" onClick={copy}>
          {copied === true ? t('copied') : t('copy')}
        </button>
        <button type="button" class="button quiet grow" onClick={() => print()}>
          {t('print')}
        </button>
        <button type="button" class="button quiet grow" onClick={download}>
          {t('download')}
        </button>
      </div>
      {copied === false ? <Alert kind="error">{t('copyFailed')}</Alert> : null}
    </div>
  );
}
