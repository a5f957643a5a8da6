import { t } from '../messages.ts';
import type { PageState } from './page-state.ts';

/** What to say at an end that is no success. */
export function endTexts(state: Exclude<PageState, { show: 'step' | 'loading' | 'done' }>) {
  switch (state.show) {
    case 'failed':
      return {
        title: t('failedTitle'),
        text: state.message !== '' && state.message !== 'Login failure' ? state.message : t(state.atPhone ? 'failedAtPhone' : 'failed'),
        button: t('tryAgain'),
      };
    case 'expired':
      return { title: t('expiredTitle'), text: t('expired'), button: t('startAgain') };
    case 'stale':
      return { title: t('staleTitle'), text: t('stale'), button: t('startAgain') };
    case 'linkOver':
      return { title: t('linkOverTitle'), text: t('linkOver'), button: t('startAgain') };
    case 'lost':
      return { title: t('elsewhereLostTitle'), text: t('elsewhereLost'), button: t('startAgain') };
    case 'notFound':
      return { title: t('notFoundTitle'), text: t('notFound'), button: '' };
    default:
      return { title: t('title'), text: t(state.show), button: t('tryAgain') };
  }
}
