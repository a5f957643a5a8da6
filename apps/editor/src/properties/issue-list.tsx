import { IconAlertTriangle, IconXboxX } from '@tabler/icons-react';
import type { CatalogueNode, JourneyProblem } from '@waygate/schema';
import { problemText } from '../problems/problem-text.ts';
import { t } from './messages.ts';
import classes from './properties.module.css';

/** What the server says of a node, apart from its fields and outcomes. */
export function IssueList({ problems, type }: { readonly problems: readonly JourneyProblem[]; readonly type: CatalogueNode | undefined }) {
  if (problems.length === 0) return null;
  return (
    <ul className={classes.issues} aria-label={t('issuesOf')}>
      {problems.map((problem, index) => (
        <li key={index} className={`${classes.issue} ${problem.severity === 'error' ? classes.issueError : classes.issueWarning}`}>
          {problem.severity === 'error' ? (
            <IconXboxX size={16} role="img" aria-label={t('error')} />
          ) : (
            <IconAlertTriangle size={16} role="img" aria-label={t('warning')} />
          )}
          <span>{problemText(problem, type)}</span>
        </li>
      ))}
    </ul>
  );
}
