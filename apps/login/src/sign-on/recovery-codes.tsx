import type { ShownRecoveryCodes } from '@waygate/client';
import { Alert } from '@waygate/ui';
import { useState } from 'preact/hooks';
import { t } from '../messages.ts';

/** Recovery codes to copy, print or keep as a file. */
export function RecoveryCodes({ shown }: { readonly shown: ShownRecoveryCodes }) {
  const [copied, setCopied] = useState<boolean | undefined>(undefined);
  const text = `${shown.codes.join('\n')}\n`;
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  const download = () => {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = Object.assign(document.createElement('a'), { href: url, download: 'recovery-codes.txt' });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div class="stack">
      <p>{t('codesIntro', { device: shown.deviceName })}</p>
      <ul class="codes">
        {shown.codes.map((code) => (
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
