import type { AccountDeviceKind } from '@waygate/client';

/** Outlines of the kinds, on a field of 24 by 24. */
const PATHS: Readonly<Record<AccountDeviceKind, string>> = {
  webauthn: 'M14 9a4 4 0 1 0-3.5 4L4 19.5V22h3v-2h2v-2h2l2.2-2.2A4 4 0 0 0 14 9ZM15.5 7.5h.01',
  push: 'M8 2h8a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2ZM9.5 11l1.8 1.8L15 9M11 19h2',
  oath: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v5l3 2',
  binding: 'M8 2h8a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2ZM10 12v-2a2 2 0 0 1 4 0v2M9.5 12h5v4h-5z',
};

/** A sign for the kind of a device; its name stands beside it. */
export function FactorIcon({ kind }: { readonly kind: AccountDeviceKind }) {
  return (
    <svg class="factor-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[kind]} />
    </svg>
  );
}
