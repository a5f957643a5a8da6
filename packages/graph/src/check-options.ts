import type { JourneyDocument } from '@waygate/schema';
import type { Problem } from './problem.ts';

/** Options of a journey that do not go together. `path` is the option that stands out. */
export function checkOptions(document: JourneyDocument): Problem[] {
  const { maximumIdleTime: idle, maximumSessionTime: session, innerTreeOnly, transactionalOnly } = document;
  const problems: Problem[] = [];
  if (idle !== undefined && session !== undefined && idle > session) {
    problems.push({
      severity: 'warning',
      code: 'journey.idle_beyond_session',
      message: `A session may idle for ${idle} minutes but ends after ${session}. Make the idle time the shorter one.`,
      parameters: { idle: String(idle), session: String(session) },
      path: 'maximumIdleTime',
    });
  }
  if (innerTreeOnly && transactionalOnly) {
    problems.push({
      severity: 'warning',
      code: 'journey.cannot_start',
      message: 'The journey runs only inside other journeys and only for transactions, so nothing can start it. Switch one of the two off.',
      path: 'transactionalOnly',
    });
  }
  return problems;
}

/** Options with which a journey cannot be the default of its realm: it could not be started, or it would run again for who has signed on. */
export const OPTIONS_AGAINST_DEFAULT = ['innerTreeOnly', 'transactionalOnly', 'mustRun'] as const;

/** What would keep a realm's default journey from running, by option. */
export function checkDefault(document: JourneyDocument): Problem[] {
  const why = [...OPTIONS_AGAINST_DEFAULT.filter((option) => document[option]), ...(document.enabled ? [] : ['enabled'])];
  return why.map((path) => ({
    severity: 'warning',
    code: path === 'enabled' ? 'journey.default_disabled' : 'journey.default_option',
    message:
      path === 'enabled'
        ? 'This is the default journey of the realm, and it is disabled: who comes without naming a journey cannot sign on.'
        : `This is the default journey of the realm, and with ${path} it cannot be: who comes without naming a journey could not sign on as usual.`,
    parameters: { option: path },
    path,
  }));
}
