import { Alert, List, Text, UnstyledButton } from '@mantine/core';
import type { ScriptProblem, ScriptReport } from '@waygate/schema';
import { t } from './messages.ts';

/** What a check found, each with a way to its place. */
export function ScriptProblems({ report, goTo }: { readonly report: ScriptReport; readonly goTo: (problem: ScriptProblem) => void }) {
  const { problems } = report;
  if (problems.length === 0) {
    return (
      <Text size="sm" role="status">
        {t('checked')}
      </Text>
    );
  }
  return (
    <Alert color={problems.some(({ severity }) => severity === 'error') ? 'red' : 'yellow'} role="alert" title={t('found')}>
      <List size="sm" spacing={4}>
        {problems.map((problem) => (
          <List.Item key={`${problem.code} ${problem.line} ${problem.column} ${problem.message}`}>
            {problem.severity === 'error' ? t('error') : t('warning')}: {t(problem.code, problem.parameters)}{' '}
            <UnstyledButton c="var(--accent)" td="underline" fz="sm" onClick={() => goTo(problem)}>
              {t('goTo', { line: String(problem.line) })}
            </UnstyledButton>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
