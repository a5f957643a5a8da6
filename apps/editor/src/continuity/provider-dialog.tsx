import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ProviderHealthView } from '@waygate/schema';
import { admin } from '../app/admin.tsx';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { t } from './messages.ts';
import { ProviderForm } from './provider-form.tsx';
import { useDialogAct } from './use-dialog-act.ts';

interface Props {
  readonly realm: string;
  /** The one that is changed; without it another is added. */
  readonly provider?: ProviderHealthView;
  readonly close: () => void;
}

/** Adds a provider, or changes one. */
export function ProviderDialog({ realm, provider, close }: Props) {
  const dialog = useDialogAct(realm, close);
  const title = provider === undefined ? t('addTitle') : t('changeTitle', { name: provider.name });
  return (
    <Modal opened onClose={dialog.close} title={title} size="lg" closeButtonProps={{ 'aria-label': t('close') }}>
      {provider === undefined ? (
        <ProviderForm {...dialog} save={(wish) => dialog.act(() => admin.watchProvider(realm, wish), t('added', { name: wish.name }))} />
      ) : (
        <Changing realm={realm} id={provider.id} dialog={dialog} />
      )}
    </Modal>
  );
}

interface ChangingProps {
  readonly realm: string;
  readonly id: string;
  readonly dialog: ReturnType<typeof useDialogAct>;
}

/** What the list shows of a provider is not all that is set. */
function Changing({ realm, id, dialog }: ChangingProps) {
  // As it is now, and for this dialog only: what somebody types must not be overtaken by what is fetched again.
  const found = useQuery({
    queryKey: ['provider', realm, id],
    queryFn: () => admin.provider(realm, id),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (found.data !== undefined) {
    return (
      <ProviderForm
        {...dialog}
        settings={found.data.settings}
        save={(wish) => dialog.act(() => admin.changeProvider(realm, id, wish), t('changed', { name: wish.name }))}
      />
    );
  }
  return found.error === null ? <Loading /> : <Failure error={found.error} retry={() => void found.refetch()} />;
}
