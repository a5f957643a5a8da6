import { notifications } from '@mantine/notifications';
import type { JourneyListItem } from '@waygate/schema';
import { useAdministrator } from '../app/admin.tsx';
import { failureText } from '../app/failure.tsx';
import { journeyAddress } from '../versions/journey-address.ts';
import type { JourneyAction } from './journey-action.ts';
import type { JourneysDialog } from './journeys-dialogs.tsx';
import { t } from './messages.ts';
import { useSetDefault, useSetEnabled } from './use-journeys.ts';

/** Does what is asked for one journey of the list: at once, or by showing the dialog that asks on. */
export function useJourneyActs(realm: string, show: (dialog: JourneysDialog) => void) {
  const administrator = useAdministrator();
  const setEnabled = useSetEnabled(realm);
  const setDefault = useSetDefault(realm);
  const failed = (reason: unknown) =>
    notifications.show({ color: 'red', message: t('failed', { message: failureText(reason) }), autoClose: false });

  const switchTo = (item: JourneyListItem, enabled: boolean) =>
    // What `mutate` is given to call is called for the last of several alone; each is to be told how it ended.
    void setEnabled
      .mutateAsync({ name: item.name, enabled })
      .then(() => notifications.show({ message: t(enabled ? 'enabledNow' : 'disabledNow', { name: item.name }) }), failed);
  const act = (action: JourneyAction, item: JourneyListItem) => {
    const { name } = item;
    if (action === 'export') show({ kind: 'export', names: [name] });
    else if (action === 'enable') switchTo(item, true);
    else if (action === 'disable') {
      if (item.isDefault || item.usedBy.length > 0) show({ kind: 'disable', item });
      else switchTo(item, false);
    } else if (action === 'makeDefault' || action === 'unmakeDefault') {
      const isMade = action === 'makeDefault';
      void setDefault
        .mutateAsync(isMade ? name : null)
        .then(() => notifications.show({ message: isMade ? t('defaultNow', { name }) : t('noDefaultNow') }), failed);
    } else if (action === 'copyAddress') {
      const url = journeyAddress(administrator, realm, name);
      void navigator.clipboard.writeText(url).then(
        () => notifications.show({ message: t('copied', { name }) }),
        () => notifications.show({ message: t('notCopied', { url }), autoClose: false }),
      );
    } else show({ kind: action, item });
  };
  return { act, disable: (item: JourneyListItem) => switchTo(item, false) };
}
