import { Alert } from '@mantine/core';

/** Why what a dialog was to do was not done; nothing when nothing failed. */
export function DialogFailure({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <Alert color="red" role="alert">
      {text}
    </Alert>
  );
}
