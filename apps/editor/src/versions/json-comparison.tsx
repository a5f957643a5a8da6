import { Button, CopyButton, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import type { JourneyDocument } from '@waygate/schema';
import { useMemo } from 'react';
import { canonicalJson, type DiffLine, jsonDiff } from './json-diff.ts';
import { t } from './messages.ts';
import classes from './versions.module.css';

const SIGNS = { same: ' ', added: '+', removed: '−', gap: ' ' } as const;

/** Two journeys as text, with the lines that differ; or one, whole. */
export function JsonComparison({ before, after }: { readonly before: JourneyDocument | undefined; readonly after: JourneyDocument }) {
  const text = useMemo(() => canonicalJson(after), [after]);
  const lines = useMemo(
    (): readonly DiffLine[] =>
      before === undefined
        ? text
            .trimEnd()
            .split('\n')
            .map((line, index) => ({ kind: 'same', text: line, number: index + 1 }))
        : jsonDiff(before, after),
    [before, after, text],
  );
  return (
    <Stack gap="xs">
      <Group justify="flex-end">
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {t(copied ? 'copied' : 'copyJson')}
            </Button>
          )}
        </CopyButton>
      </Group>
      {lines.length === 0 ? (
        <Text>{t('same')}</Text>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        <section className={classes.code} tabIndex={0} aria-label={t('json')}>
          <table className={classes.lines}>
            <tbody>
              {lines.map(({ kind, text: line, number }) => (
                <tr key={`${kind}:${number ?? line}`} className={classes[kind]}>
                  <td className={classes.number}>{number}</td>
                  <td className={classes.sign}>
                    <span aria-hidden>{SIGNS[kind]}</span>
                    {kind === 'added' || kind === 'removed' ? (
                      <VisuallyHidden>{t(kind === 'added' ? 'lineAdded' : 'lineRemoved')}</VisuallyHidden>
                    ) : null}
                  </td>
                  <td className={classes.line}>{line}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Stack>
  );
}
