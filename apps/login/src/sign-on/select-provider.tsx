import { outputOf } from '@waygate/client';
import type { WireCallback, WireStep } from '@waygate/schema';
import { t } from '../messages.ts';

/** What stands for the accounts of the realm itself (AM). */
export const LOCAL = 'localAuthentication';

/** The choice of a step of where to sign on. */
export function providerChoice(step: WireStep): WireCallback | undefined {
  return step.callbacks.find(({ type }) => type === 'SelectIdPCallback');
}

/** Ids of the providers that one can choose from, with what people call them. */
export function providersOf(choice: WireCallback): readonly { readonly id: string; readonly name: string }[] {
  const offered = outputOf(choice, 'providers');
  return (Array.isArray(offered) ? offered : []).flatMap((one) => {
    if (typeof one !== 'object' || one === null || Array.isArray(one) || typeof one['provider'] !== 'string') return [];
    const ui = one['uiConfig'];
    const said = typeof ui === 'object' && ui !== null && !Array.isArray(ui) ? ui['buttonDisplayName'] : undefined;
    return [{ id: one['provider'], name: typeof said === 'string' && said.trim() !== '' ? said : one['provider'] }];
  });
}

interface SelectProviderProps {
  readonly choice: WireCallback;
  readonly busy: boolean;
  /** Whether something else is asked on the same page, which an account here needs. */
  readonly beside: boolean;
  readonly onChoose: (id: string) => void;
}

/** A button for each server that one can sign on with. Their own pictures and colours are not shown: those come from elsewhere. */
export function SelectProvider({ choice, busy, beside, onChoose }: SelectProviderProps) {
  const providers = providersOf(choice).filter(({ id }) => id !== LOCAL || !beside);
  return (
    <fieldset class="field stack providers">
      <legend class={beside ? 'or' : 'visually-hidden'}>{t(beside ? 'or' : 'elsewhereChoice')}</legend>
      {providers.map(({ id, name }) => (
        <button key={id} type="button" class="button wide quiet" disabled={busy} onClick={() => onChoose(id)}>
          <svg aria-hidden="true" width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2">
            {id === LOCAL ? (
              <path d="M8 7a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M5 21v-2a4 4 0 0 1 4 -4h6a4 4 0 0 1 4 4v2" />
            ) : (
              <path d="M14 8V6a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h7a2 2 0 0 0 2-2v-2M9 12h12M18 9l3 3l-3 3" />
            )}
          </svg>
          {id === LOCAL ? t('withAccountHere') : t('continueWith', { name })}
        </button>
      ))}
    </fieldset>
  );
}
