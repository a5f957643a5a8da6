import type { JourneyListItem } from '@waygate/schema';
import { ExportDialog } from '../transfer/export-dialog.tsx';
import { ImportDialog } from '../transfer/import-dialog.tsx';
import type { ReadFiles } from '../transfer/read-files.ts';
import { CreateDialog } from './create-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { DisableDialog } from './disable-dialog.tsx';
import { DuplicateDialog } from './duplicate-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';

/** A dialog that is open, and what it is about. */
export type JourneysDialog =
  | { readonly kind: 'create' }
  | { readonly kind: 'import'; readonly begin?: Promise<ReadFiles> }
  | { readonly kind: 'export'; readonly names: readonly string[] }
  | { readonly kind: 'duplicate' | 'rename' | 'delete' | 'disable'; readonly item: JourneyListItem };

/** The dialogs of the list. */
export function JourneysDialogs({
  dialog,
  show,
  realm,
  names,
  disable,
  done,
}: {
  readonly dialog: JourneysDialog | undefined;
  readonly show: (dialog: JourneysDialog | undefined) => void;
  readonly realm: string;
  /** Of all journeys of the realm, as far as is known. */
  readonly names: readonly string[];
  readonly disable: (item: JourneyListItem) => void;
  /** Called when the journey that a dialog was about is not there any more under its name. */
  readonly done: () => void;
}) {
  const close = () => show(undefined);
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'create':
      return <CreateDialog realm={realm} taken={names} importFile={() => show({ kind: 'import' })} close={close} />;
    case 'import':
      return <ImportDialog realm={realm} {...(dialog.begin === undefined ? {} : { begin: dialog.begin })} close={close} />;
    case 'export':
      return <ExportDialog realm={realm} names={dialog.names} close={close} />;
    case 'duplicate':
      return <DuplicateDialog realm={realm} name={dialog.item.name} taken={names} close={close} />;
    case 'rename':
      return <RenameDialog realm={realm} name={dialog.item.name} done={done} close={close} />;
    case 'delete':
      return <DeleteDialog realm={realm} item={dialog.item} done={done} close={close} />;
    case 'disable':
      return (
        <DisableDialog
          item={dialog.item}
          disable={() => {
            disable(dialog.item);
            close();
          }}
          close={close}
        />
      );
  }
}
