import { Brand } from '@waygate/ui';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { chooseLanguage, LANGUAGES, t } from './messages.ts';

interface ShellProps {
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly broad?: boolean;
  readonly children: ComponentChildren;
}

/** The frame of every page: wordmark, what stands in the corner, the page, languages. */
export function Shell({ title, aside, broad = false, children }: ShellProps) {
  useEffect(() => {
    document.title = `${title} · Waygate`;
    document.documentElement.lang = t.language;
  }, [title]);
  return (
    <div class="shell">
      <header>
        <Brand />
        {aside}
      </header>
      <main class={broad ? 'broad' : ''}>{children}</main>
      <footer>
        <nav aria-label={t('language')} class="row">
          {Object.entries(LANGUAGES).map(([tag, name]) => (
            <button key={tag} type="button" class="link" lang={tag} aria-current={tag === t.language} onClick={() => chooseLanguage(tag)}>
              {name}
            </button>
          ))}
        </nav>
      </footer>
    </div>
  );
}
