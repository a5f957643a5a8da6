import type { CatalogueNode, JourneyProblem } from '@waygate/schema';
import { isIssueKind, isProblemCode, issueTexts, problemTexts } from './messages.ts';

/** What a problem says, in the author's language; the server's English where there is no translation. @param type type of the node that it is about */
export function problemText(problem: JourneyProblem, type?: CatalogueNode): string {
  const { code, message, parameters = {}, path } = problem;
  if (!isProblemCode(code)) return message;
  const { languages } = parameters;
  return problemTexts(code, {
    ...parameters,
    field: path === undefined || path === '' ? (parameters['field'] ?? '') : fieldName(path, type),
    detail: detailOf(problem),
    ...(languages === undefined ? {} : { languages: languages.split(', ').map(languageName).join(', ') }),
  });
}

/** The same beside the field itself, which needs not be named there. */
export function fieldProblemText(problem: JourneyProblem, type?: CatalogueNode): string {
  return problem.code === 'journey.config_invalid' ? detailOf(problem) : problemText(problem, type);
}

function detailOf({ parameters = {}, issue: english }: JourneyProblem): string {
  const { issue = '', detail = '' } = parameters;
  const kind = [issue, issue.split('.')[0] ?? ''].find(isIssueKind);
  return kind === undefined ? detail || (english ?? '') : issueTexts(kind, parameters);
}

/** What people call a member of a configuration: its title, with what comes below it. */
export function fieldName(path: string, type: CatalogueNode | undefined): string {
  const [first = '', ...rest] = path.split('.');
  const properties = type?.config['properties'];
  const member = typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? properties[first] : undefined;
  const title = typeof member === 'object' && member !== null && !Array.isArray(member) ? member['title'] : undefined;
  return [typeof title === 'string' ? title : first, ...rest].join(' · ');
}

function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([problemTexts.language], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
