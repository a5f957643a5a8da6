import { t } from '../messages.ts';

/** Says what the person is to name to whoever helps them. */
export function TraceCode({ code }: { readonly code: string | undefined }) {
  if (code === undefined) return null;
  const [before, after] = t('helpCode', { code: '\n' }).split('\n');
  return (
    <p class="muted">
      {before}
      <strong class="trace">{code}</strong>
      {after}
    </p>
  );
}
