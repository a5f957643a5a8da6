import type { MailMessage } from '@waygate/integrations';
import type { Driver, End } from './driver.ts';
import { describeMatcher, textMatches } from './match-output.ts';
import type { Answer, Ending, MailAct, ReadAnswer, Scenario, ScenarioStep, TypedOnPage } from './scenario.ts';
import { otherCode } from './scenario-phone.ts';

/**
 * Runs a scenario to its end and closes the driver.
 * @throws Error that names the scenario, the step and what was different
 */
export async function runScenario(scenario: Scenario, driver: Driver): Promise<void> {
  const { name, realm, journey, given, steps } = scenario;
  try {
    await at(`${name}: given`, () => driver.begin({ realm, journey, given }));
    for (const [index, step] of steps.entries()) await at(`${name}: step ${index + 1}`, () => runStep(step, driver));
    await at(`${name}: then`, () => checkEnding(scenario.then, driver, given.users[0]?.username));
  } finally {
    await driver.close();
  }
}

async function runStep({ reopen, again, mail, expect, phone, advance, passkey, app, answer }: ScenarioStep, driver: Driver): Promise<void> {
  if (reopen === true) await driver.reopen();
  if (again === true) await driver.again();
  if (mail !== undefined) checkMail(mail, await driver.openMail());
  if (expect !== undefined) await driver.expect(expect);
  if (phone !== undefined) await driver.phone(phone);
  if (advance !== undefined) await driver.advance(advance);
  if (passkey !== undefined) await driver.passkey(passkey);
  if (app !== undefined) await driver.app(app);
  if (answer !== undefined) await driver.answer(await withPasscodes(answer, driver));
}

/** The answer with what messages, the app and the phone say in the place of what is to be read there. */
async function withPasscodes(answer: Answer, driver: Driver): Promise<ReadAnswer> {
  const enter: Record<string, TypedOnPage> = {};
  for (const [prompt, typed] of Object.entries(answer.enter)) {
    if (typeof typed === 'object' && 'oathCode' in typed) enter[prompt] = await driver.oathCode(typed.oathCode);
    else if (typeof typed === 'object' && 'offlineCode' in typed) enter[prompt] = await driver.offlineCode(typed.offlineCode);
    else if (typeof typed === 'object' && 'passcode' in typed) {
      const code = await driver.passcode();
      enter[prompt] = typed.passcode === 'right' ? code : otherCode(code);
    } else enter[prompt] = typed;
  }
  return { ...answer, enter };
}

function checkMail({ to, subject }: MailAct, mail: MailMessage): void {
  if (mail.to !== to) throw new Error(`the mail is for ${mail.to} and not for ${to}`);
  if (subject !== undefined && !textMatches(subject, mail.subject))
    throw new Error(`the subject is ${JSON.stringify(mail.subject)} and not ${describeMatcher(subject)}`);
}

async function checkEnding(expected: Ending, driver: Driver, firstUser: string | undefined): Promise<void> {
  const end = await driver.end();
  const problems = endProblems(expected, end);
  if (expected.phones !== undefined && firstUser !== undefined) {
    const phones = await driver.phones(expected.user ?? firstUser);
    if (phones !== expected.phones) problems.push(`${expected.phones} phones were expected and there are ${phones}`);
  }
  if (expected.passkeys !== undefined) {
    const there = await driver.passkeys(expected.user ?? firstUser ?? '');
    if (JSON.stringify(there) !== JSON.stringify(expected.passkeys))
      problems.push(`the passkeys are [${there.join(', ')}] and not [${expected.passkeys.join(', ')}]`);
  }
  for (const [name, values] of Object.entries(expected.attributes ?? {})) {
    const there = (await driver.attributes(expected.user ?? firstUser ?? ''))[name] ?? [];
    if (JSON.stringify(there) !== JSON.stringify(values))
      problems.push(`${name} is ${JSON.stringify(there)} and not ${JSON.stringify(values)}`);
  }
  if (expected.pushes !== undefined) {
    const pushes = await driver.pushes();
    if (pushes !== expected.pushes) problems.push(`${expected.pushes} pushes were expected and there were ${pushes}`);
  }
  if (expected.mails !== undefined) {
    const mails = await driver.mails();
    if (mails !== expected.mails) problems.push(`${expected.mails} mails were expected and there were ${mails}`);
  }
  if (problems.length > 0) throw new Error(problems.join('; '));
}

function endProblems(expected: Ending, end: End): string[] {
  if (end.kind === 'waiting') return expected.end === 'waiting' ? [] : ['the journey waits for a link'];
  if (end.kind === 'failure') {
    if (expected.end !== 'failure') return [`the journey failed: ${end.message}`];
    return expected.message === undefined || textMatches(expected.message, end.message)
      ? []
      : [`the message is ${JSON.stringify(end.message)} and not ${describeMatcher(expected.message)}`];
  }
  if (expected.end !== 'success') return [`${end.username} is signed on, and ${expected.end} was expected`];
  const problems: string[] = [];
  if (expected.user !== undefined && expected.user !== end.username) problems.push(`${end.username} is signed on and not ${expected.user}`);
  if (expected.evidence !== undefined && !sameSet(expected.evidence, end.evidence)) {
    problems.push(`the evidence is [${end.evidence.join(', ')}] and not [${expected.evidence.join(', ')}]`);
  }
  return problems;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify([...new Set(a)].sort()) === JSON.stringify([...new Set(b)].sort());
}

async function at<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Error(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
