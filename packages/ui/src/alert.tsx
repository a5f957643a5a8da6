import type { ComponentChildren } from 'preact';

/** A message that a screen reader says: errors at once, the rest when there is a pause. */
export function Alert({ kind, children }: { readonly kind: 'info' | 'error' | 'good'; readonly children: ComponentChildren }) {
  return (
    <div class={`alert ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}
