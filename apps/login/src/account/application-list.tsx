import type { AccountApplication } from '@waygate/client';
import { Alert } from '@waygate/ui';
import { useRef, useState } from 'preact/hooks';
import { scopeText } from '../consent/scope-text.ts';
import { t } from '../messages.ts';
import { formatDate } from './format-date.ts';

interface ApplicationListProps {
  /** Undefined when they could not be read. */
  readonly applications: readonly AccountApplication[] | undefined;
  /** Resolves to whether it is done; else something is asked of the person first. */
  readonly onTakeBack: (application: { readonly id: string; readonly name: string }) => Promise<boolean>;
  readonly onRetry: () => void;
}

/** The applications that the person lets use their account: what each may, for how long, and taking it back. */
export function ApplicationList({ applications, onTakeBack, onRetry }: ApplicationListProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [asked, setAsked] = useState<AccountApplication | undefined>(undefined);
  const agree = async () => {
    if (asked === undefined) return;
    // The button that opened the dialog is gone with its application.
    if (await onTakeBack({ id: asked._id, name: nameOf(asked) })) heading.current?.focus();
  };
  return (
    <section class="card stack" aria-labelledby="applications">
      <h2 id="applications" ref={heading} tabIndex={-1}>
        {t('applications')}
      </h2>
      {applications === undefined ? (
        <>
          <Alert kind="error">{t('applicationsFailed')}</Alert>
          <button type="button" class="button quiet" onClick={onRetry}>
            {t('tryAgain')}
          </button>
        </>
      ) : applications.length === 0 ? (
        <p class="muted">{t('noApplications')}</p>
      ) : (
        <ul class="list">
          {applications.map((application) => (
            <li key={application._id}>
              <div class="grow">
                <strong>{nameOf(application)}</strong>
                <div>{wishesOf(application)}</div>
                {factsOf(application).map((fact) => (
                  <div key={fact} class="muted">
                    {fact}
                  </div>
                ))}
              </div>
              <div class="row acts">
                <button
                  type="button"
                  class="button danger"
                  aria-label={`${t('takeBack')}: ${nameOf(application)}`}
                  onClick={() => {
                    setAsked(application);
                    dialog.current?.showModal();
                  }}
                >
                  {t('takeBack')}
                </button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <dialog ref={dialog} aria-labelledby="take-back-title">
        <form method="dialog" class="stack">
          <h2 id="take-back-title">{t('takeBackTitle', { name: asked === undefined ? '' : nameOf(asked) })}</h2>
          <p>{t('takeBackText')}</p>
          <div class="row">
            <button type="submit" class="button quiet grow">
              {t('cancel')}
            </button>
            <button type="submit" class="button danger grow" onClick={() => void agree()}>
              {t('takeBack')}
            </button>
          </div>
        </form>
      </dialog>
    </section>
  );
}

function nameOf({ name, _id }: AccountApplication): string {
  return name ?? _id;
}

/** What it may, in the words of the page that asked. */
function wishesOf({ scopes, claims }: AccountApplication): string {
  return new Intl.ListFormat(t.language, { type: 'conjunction' }).format([...Object.keys(scopes), ...claims].map(scopeText));
}

function factsOf({ since, lastUsedAt, expiryDateTime, agreedUntil }: AccountApplication): string[] {
  const times = [
    t('since', { date: formatDate(since) }),
    ...(lastUsedAt === null ? [] : [t('lastUsed', { date: formatDate(lastUsedAt) })]),
  ];
  return [
    times.join(', '),
    expiryDateTime === null ? t('noAccessNow') : t('accessUntil', { date: formatDate(expiryDateTime) }),
    ...(agreedUntil === null ? [] : [t('agreedUntil', { date: formatDate(agreedUntil) })]),
  ];
}
