import { oauthClient, type WireStep } from '@waygate/schema';
import { linkIn } from '../mailbox.ts';
import { outputOf } from '../sign-on-page.ts';
import { answerStep, placeOf, waitOf } from './answer-step.ts';
import type { Choices } from './choices.ts';
import { ExplorerDevices } from './explorer-devices.ts';
import { BIND, SIGN_ON } from './explorer-journeys.ts';
import { asManagedUser, type ExplorerPerson, inventPerson } from './explorer-person.ts';
import { ExplorerPhone } from './explorer-phone.ts';
import type { ExplorerServer } from './open-explorer-server.ts';
import { SignOnClient } from './sign-on-client.ts';
import type { Strategy } from './strategy.ts';

/** How one try of a journey ended. */
export type AttemptEnd =
  /** Somebody is signed on, or would be if the journey made a session. */
  | 'success'
  /** Success was reached, and nothing on the way had proved who it is. */
  | 'nobody'
  /** The journey says no, as its author wants it. */
  | 'failure'
  /** A node that does not do what it is there for, because nothing was proved yet or because it cannot be done for this person. */
  | 'refused'
  /** It waits for somebody who comes back by a mail, and no mail goes out, because nobody said where to. */
  | 'waiting'
  /** A node that this server cannot run. */
  | 'unsupported'
  /** A node or a script that failed. */
  | 'broken'
  /** The page of somebody else. */
  | 'elsewhere'
  /** The same page again, whatever is answered. */
  | 'endless';

/** What one try of a journey came to. */
export interface Attempt {
  readonly end: AttemptEnd;
  /** In one sentence. */
  readonly reason: string;
  /** Nodes that ran, each as the name of its journey, a line break and its id. */
  readonly visited: ReadonlySet<string>;
}

/** Longer than any way through a journey. */
const MOST_STEPS = 60;
/** How long a mail may take, milliseconds of real time. */
const MAIL_TIME_MS = 1_000;
/** How often the same page may come before the person gives in. */
const PATIENCE = 2;
/** Faults that are no fault: Success was reached without proof. */
const NOBODY = new Set(['journey.no_subject', 'journey.no_evidence']);

/** Callbacks that lead where the explorer cannot go. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['RedirectCallback', 'It leads to another site.'],
  ['IdPCallback', 'It leads to an identity provider.'],
]);

/** Where an exploration goes, and what whoever goes there brings along. */
export interface Destination {
  readonly realm: string;
  readonly journey: string;
  /** Whether the person has a phone that is registered. */
  readonly hasPhone: boolean;
  /** What the app of the person is called. */
  readonly applicationId: string;
  /** Whether the app was bound before. */
  readonly isBound: boolean;
  /** Whether the name and the password of the person are those of a program too. */
  readonly isAgent: boolean;
}

/** Goes through a journey once, over HTTP, answering whatever is asked. */
export async function attempt(
  server: ExplorerServer,
  { realm, journey, hasPhone, applicationId, isBound, isAgent }: Destination,
  strategy: Strategy,
  choices: Choices,
): Promise<Attempt> {
  const { world, url } = server.server;
  const person = inventPerson();
  let wantedName = person.username;
  if (strategy.person !== 'new') await makeKnown(server, realm, person);
  const phone = hasPhone ? await ExplorerPhone.open(server.server) : undefined;
  if (strategy.person !== 'new') await phone?.register(realm, person.username);
  const devices = new ExplorerDevices(url, applicationId, world.clock.now);
  if (isAgent) await makeAgent(server, realm, person);
  if (isBound && strategy.person !== 'new') await signOn(server, realm, BIND, person, choices, devices);
  const session = strategy.person === 'signedOn' ? await signOn(server, realm, SIGN_ON, person, choices, devices) : '';
  const before = { visits: world.visits.length, faults: world.faults.length };
  const finished = (end: AttemptEnd, reason: string): Attempt => ({
    end,
    reason,
    visited: new Set(world.visits.slice(before.visits).map((visit) => `${visit.journey}\n${visit.nodeId}`)),
  });
  const client = new SignOnClient(url, realm, journey, session);
  const seen = new Map<string, number>();
  try {
    let answer: WireStep | undefined;
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const answered = await client.post(answer);
      if (answered.kind === 'success') return finished('success', 'Somebody is signed on.');
      if (answered.kind === 'refused') return finished('broken', answered.message);
      if (answered.kind === 'failure') {
        const fault = world.faults.slice(before.faults).at(-1);
        if (fault !== undefined) return finished(endOf(fault.code), fault.message);
        const isRefused = world.visits.slice(before.visits).at(-1)?.result === 'refused';
        return finished(isRefused ? 'refused' : 'failure', answered.message);
      }
      const page = answered.step;
      if (page.callbacks.some(({ type }) => type === 'SuspendedTextOutputCallback')) {
        const link = await nextLink(server);
        if (link === undefined) return finished('waiting', 'It waits for a link in a mail, and no mail came.');
        client.follow(link);
        answer = undefined;
        continue;
      }
      const elsewhere = page.callbacks.map(({ type }) => ELSEWHERE.get(type)).find((reason) => reason !== undefined);
      if (elsewhere !== undefined) return finished('elsewhere', elsewhere);
      const times = (seen.get(placeOf(page)) ?? 0) + 1;
      seen.set(placeOf(page), times);
      if (times > PATIENCE && isRefused(page)) wantedName = inventPerson().username;
      devices.look(page);
      await phone?.look(page, strategy.agrees);
      world.clock.advance((waitOf(page) ?? 0) / 1_000);
      const now = times > PATIENCE ? { ...strategy, agrees: true, password: 'right' as const } : strategy;
      answer = answerStep(page, { person, wantedName, strategy: now, choices, recoveryCode: () => phone?.recoveryCode(), devices });
    }
    return finished('endless', `It did not end within ${MOST_STEPS} steps.`);
  } finally {
    phone?.close();
  }
}

/** The link of the next mail that has one; undefined when none comes. */
async function nextLink({ server }: ExplorerServer): Promise<URL | undefined> {
  for (;;) {
    const mail = await server.world.mailbox.nextWithin(MAIL_TIME_MS);
    if (mail === undefined || mail.text.includes('suspendedId=')) return mail === undefined ? undefined : linkIn(mail);
  }
}

function endOf(code: string): AttemptEnd {
  if (code === 'node.unsupported') return 'unsupported';
  // The check has warned of it: whoever gets there fails to sign on.
  if (code === 'journey.outcome_unconnected') return 'failure';
  return NOBODY.has(code) ? 'nobody' : 'broken';
}

/** Whether a page comes again because of what was answered. */
function isRefused({ callbacks }: WireStep): boolean {
  return callbacks.some((callback) => {
    const failed = outputOf(callback, 'failedPolicies');
    return Array.isArray(failed) && failed.length > 0;
  });
}

async function makeKnown({ server }: ExplorerServer, realm: string, person: ExplorerPerson): Promise<void> {
  const made = await server.composed.ports.identities.create(realm, asManagedUser(person), { idempotencyKey: person.username });
  if (made.status !== 'done') throw new Error(`The person could not be made: ${JSON.stringify(made)}`);
}

/** Makes a program that is called like the person and has their password for its secret. */
async function makeAgent({ server }: ExplorerServer, realm: string, { username, password }: ExplorerPerson): Promise<void> {
  const { hasher, stores } = server.world.workspace;
  const settings = oauthClient.parse({ grantTypes: ['client_credentials'] });
  const value = { settings, createdAt: server.world.clock.now(), secretHash: await hasher.hash(password) };
  await stores.realmObjects.put(realm, [{ kind: 'oauthClient', id: username, value }]);
}

/** Goes through a journey of the explorer's own. @returns cookies */
async function signOn(
  { server }: ExplorerServer,
  realm: string,
  journey: string,
  person: ExplorerPerson,
  choices: Choices,
  devices: ExplorerDevices,
): Promise<string> {
  const client = new SignOnClient(server.url, realm, journey);
  const strategy = { person: 'known', password: 'right', agrees: true, waits: true } as const;
  let answered = await client.post();
  while (answered.kind === 'step') {
    const answering = { person, wantedName: person.username, strategy, choices, recoveryCode: () => undefined, devices };
    answered = await client.post(answerStep(answered.step, answering));
  }
  if (answered.kind !== 'success') throw new Error(`Nobody could sign on by ${journey}: ${JSON.stringify(answered)}`);
  return answered.cookies;
}
