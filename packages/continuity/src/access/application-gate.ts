import { hash, randomBytes } from 'node:crypto';
import { isPasswordReplaced } from '@waygate/node-kit';
import { type AccessPolicy, type Application, ASSERTION_HEADER, type Sealer } from '@waygate/schema';
import type { ApplicationSession, ApplicationSessionStore } from './application-sessions.ts';
import { type EntryTicket, openTicket, sealTicket } from './entry-ticket.ts';
import { asDn } from './is-in-groups.ts';
import { type AccessFacts, judgeAccess, type KnownState, type Verdict } from './judge-access.ts';
import { mappedHeaders } from './mapped-headers.ts';
import { asksForRehearsal, CALLBACK_PATH, pathInApplication } from './path-in-application.ts';
import type { SignedOn, SignedOnSessions } from './signed-on.ts';

/** How long a browser may take from the sign-on to the application, milliseconds. */
const CODE_LASTS_MS = 60_000;
/** How long after somebody asked for a rehearsal it may begin, milliseconds. */
const REHEARSAL_BEGINS_MS = 10 * 60_000;
/** How long a session may be used before its last access is written again, milliseconds. */
const TOUCH_AFTER_MS = 60_000;

/** A person, as far as applications are concerned. */
export interface GatePerson {
  readonly active: boolean;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** Epoch milliseconds; absent when the password is the first. */
  readonly passwordChangedAt?: number;
}

export interface ApplicationGateDeps {
  readonly applications: (realm: string) => Promise<readonly Application[]>;
  readonly sessions: ApplicationSessionStore;
  readonly signOns: SignedOnSessions;
  /** Journey that people of a realm go through where an application names none; undefined when the realm has none either. */
  readonly defaultJourney: (realm: string) => Promise<string | undefined>;
  /** An access policy of an identity provider; undefined when that has none of the id. */
  readonly accessPolicy: (realm: string, idpId: string, id: string) => Promise<Pick<AccessPolicy, 'rules'> | undefined>;
  readonly person: (realm: string, userId: string) => Promise<GatePerson | undefined>;
  /** Whether people can edit an attribute of theirs themselves. */
  readonly isEditable: (realm: string, attribute: string) => Promise<boolean>;
  /** How a provider is that is watched. Fails with `continuity.provider_unknown` or `continuity.provider_not_found` when it is not. */
  readonly provider: {
    byId(realm: string, id: string): Promise<{ readonly name: string; readonly state: KnownState }>;
    byName(realm: string, name: string): Promise<{ readonly state: KnownState }>;
  };
  /** Makes a signed statement of whoever asks. */
  readonly assert: (
    realm: string,
    facts: {
      readonly audience: string;
      readonly userId: string;
      readonly username: string;
      readonly groups: readonly string[];
      readonly authLevel: number;
      readonly offline: boolean;
      readonly handle: string;
    },
  ) => Promise<string>;
  readonly sealer: Sealer;
  /** What was used up and is known to every copy of the server, each for some milliseconds. */
  readonly used: {
    put(name: string, milliseconds: number): Promise<void>;
    has(name: string, milliseconds: number): Promise<boolean>;
  };
  /** Notes who entered what, and who was refused. */
  readonly note: (event: string, facts: Readonly<Record<string, string | boolean>>) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A request to an application, as a proxy tells of it. */
export interface GuardedRequest {
  readonly realm: string;
  /** `https://host[:port]` that the browser asked. */
  readonly origin: string;
  /** Path and parameters. */
  readonly uri: string;
  /** What the browser holds under a cookie's name. */
  readonly cookie: (name: string) => string | undefined;
}

/** Whether a request may go on to the application. */
export type Decision =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'allow'; readonly application: Application; readonly headers: Readonly<Record<string, string>> }
  | (Exclude<Verdict, { kind: 'allow' }> & { readonly application: Application });

/** What follows when a browser came from an application to sign on. */
export type Beginning =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'enter'; readonly address: string }
  /**
   * @param anew whether a session that is there does not do
   * @param ticket what the browser takes along in the place of what it came with
   */
  | { readonly kind: 'signOn'; readonly application: Application; readonly anew: boolean; readonly ticket?: string }
  /** @param ticket by which the same person goes in */
  | { readonly kind: 'ask'; readonly application: Application; readonly username: string; readonly ticket: string }
  | { readonly kind: 'refuse'; readonly application: Application; readonly why: GateRefusal }
  | { readonly kind: 'outage'; readonly application: Application; readonly why: 'provider' | 'blocked' };

/**
 * Why somebody is refused. `notOnline`: they are signed on offline, though the application's provider is there. `notRehearsed`: their sign-on did not go the offline way. `method`: it did not
 * prove what the access policy asks for.
 */
export type GateRefusal = Extract<Verdict, { kind: 'refuse' }>['why'] | 'notOnline' | 'notRehearsed' | 'method';

/** Cookies at an application's domain. */
export interface GateCookies {
  readonly session: string;
  /** What tells a browser that asked from another. */
  readonly browser: string;
  readonly secure: boolean;
}

/** Guards applications: decides each request, leads browsers to the sign-on and back, and keeps a session with each application. */
export interface ApplicationGate {
  decide(request: GuardedRequest): Promise<Decision>;
  /**
   * Makes what a browser takes along to sign on.
   * @param browser what its cookie holds already
   * @returns the ticket, and what its cookie is to hold
   */
  ticketFor(request: GuardedRequest, application: Application): { readonly ticket: string; readonly browser: string };
  /** A browser came to sign on. @param signOnId hash of the token of its sign-on session */
  begin(realm: string, ticket: string, signOnId: string | undefined): Promise<Beginning>;
  /**
   * Somebody has just signed on to go on with a ticket, by something that they did.
   * @param handle of the sign-on session that was made
   * @returns the ticket to go on with, which says so of that session; undefined where it makes no difference
   */
  signedOnFor(realm: string, ticket: string, handle: string): Promise<string | undefined>;
  /** A browser brings its code. @returns what its cookie is to hold, and where it goes on; undefined when the code is not good, or not good here */
  enter(request: GuardedRequest, code: string): Promise<{ readonly token: string; readonly address: string } | undefined>;
  /** Ends the session with the application and the sign-on session that it hangs on. */
  signOff(request: GuardedRequest): Promise<void>;
  /**
   * The outage that a sign-on rehearses which goes on to this ticket: of the application's provider. One that has none is never offline, and rehearses nothing. A ticket lets a rehearsal begin by the
   * application's journey alone, for ten minutes, until somebody has entered by it, and for somebody who could enter without: what a rehearsal leaves out was shown by them before.
   * @param journey that the sign-on goes by; the realm's default one when it is left out
   * @param signOnId hash of the token of the browser's sign-on session
   */
  rehearsalOf(
    realm: string,
    ticket: string,
    journey: string | undefined,
    signOnId: string | undefined,
  ): Promise<{ readonly application: string; readonly provider: string; readonly userId: string } | undefined>;
  applicationAt(realm: string, origin: string): Promise<Application | undefined>;
  application(realm: string, id: string): Promise<Application | undefined>;
}

/** Names of the cookies at an application, bound to its host where it is reached by https. */
export function gateCookies({ name, publicDomain }: Pick<Application, 'name' | 'publicDomain'>): GateCookies {
  const secure = publicDomain.startsWith('https:');
  const prefix = secure ? '__Host-' : '';
  return { session: `${prefix}waygate.${name}`, browser: `${prefix}waygate.browser.${name}`, secure };
}

export function createApplicationGate(deps: ApplicationGateDeps): ApplicationGate {
  const { sessions, signOns, now } = deps;

  const application = async (realm: string, id: string) => (await deps.applications(realm)).find((one) => one.id === id);
  const applicationAt = async (realm: string, origin: string) =>
    (await deps.applications(realm)).find(({ publicDomain }) => publicDomain === origin);

  /** The sign-on session of an open session: the one that it was begun with, or what that was made into. */
  const signOnOf = async ({ realm, userId, signOn }: ApplicationSession): Promise<SignedOn | undefined> => {
    const same = await signOns.find(signOn.id, now());
    if (same !== undefined) return same;
    return (await signOns.listByUser(realm, userId, now())).find(({ handle }) => handle === signOn.handle);
  };

  /** The person of a sign-on session, with their groups; undefined when the session counts for nothing any more. */
  const standing = async (realm: string, session: SignedOn | undefined, app: Application): Promise<Standing | undefined> => {
    if (session === undefined || session.realm !== realm || session.anonymous === true) return undefined;
    const person = await deps.person(realm, session.userId);
    if (person === undefined || !person.active || isReplaced(session, person.passwordChangedAt)) return undefined;
    const { attributes } = person;
    const { groupAttribute } = app;
    const isTheirs = await deps.isEditable(realm, groupAttribute);
    const own = isTheirs || !Object.hasOwn(attributes, groupAttribute) ? [] : (attributes[groupAttribute] ?? []);
    const { groups = own, groupDns } = session.offline ?? {};
    // What an account holds may be either; what a directory calls its groups is never taken for a distinguished name.
    const dns = groupDns ?? (session.offline?.groups === undefined ? own.filter((name) => asDn(name) !== undefined) : []);
    return { session, attributes, groups, dns };
  };

  /** What an application that goes by an access policy goes by. One without a provider can have none. */
  const policyOf = async (realm: string, { idpId, offline: { accessPolicyId } }: Application): Promise<Pick<AccessFacts, 'policy'>> => {
    if (accessPolicyId === undefined) return {};
    return { policy: (idpId === undefined ? undefined : await deps.accessPolicy(realm, idpId, accessPolicyId)) ?? 'gone' };
  };

  const judge = async (app: Application, realm: string, found: Standing | undefined, entering: boolean, rehearses: boolean) => {
    const idp = app.idpId === undefined ? undefined : await known(deps.provider.byId(realm, app.idpId));
    const offline = found?.session.offline;
    const made =
      offline === undefined
        ? {}
        : {
            offline: {
              state: await known(deps.provider.byName(realm, offline.provider)),
              ...(offline.rehearsal === undefined ? {} : { rehearsal: offline.rehearsal }),
            },
          };
    const proved = found?.session.evidence.map(({ factor }) => factor) ?? [];
    const person =
      found === undefined
        ? undefined
        : { journeys: found.session.journeys, groups: { names: found.groups, dns: found.dns }, proved, ...made };
    const journey = app.journey ?? (await deps.defaultJourney(realm));
    const application = journey === undefined ? app : { ...app, journey };
    return judgeAccess({ application, idp, entering, rehearses, person, ...(await policyOf(realm, app)) });
  };

  /** Whether a session was made offline, and what it went without is known to be back. */
  const isOutlived = async (realm: string, { offline }: SignedOn): Promise<boolean> =>
    offline !== undefined && offline.rehearsal === undefined && (await known(deps.provider.byName(realm, offline.provider))) === 'online';

  /** The open session that a request brings, as long as it is one with this application. */
  const sessionOf = async ({ realm, cookie }: GuardedRequest, app: Application): Promise<ApplicationSession | undefined> => {
    const token = cookie(gateCookies(app).session);
    const at = now();
    const found = token === undefined || token.length > 128 ? undefined : await sessions.find(hashed(token), at);
    if (found === undefined || found.realm !== realm || found.applicationId !== app.id) return undefined;
    const isOver = at - found.createdAt >= app.maxSessionMinutes * 60_000 || at - found.lastAccessAt >= app.maxIdleMinutes * 60_000;
    return isOver ? undefined : found;
  };

  const use = async (session: ApplicationSession, signOn: SignedOn): Promise<void> => {
    const at = now();
    if (at - session.lastAccessAt > TOUCH_AFTER_MS) await sessions.touch(session.id, at);
    if (at - signOn.lastAccessAt > TOUCH_AFTER_MS) await signOns.touch(signOn.id, at);
  };

  const asserted = (realm: string, app: Application, { session, groups }: Standing): Promise<string> => {
    const { userId, username, authLevel, handle } = session;
    const facts = { audience: app.publicDomain, userId, username, groups, authLevel, offline: session.offline !== undefined, handle };
    return app.assertion ? deps.assert(realm, facts) : Promise.resolve('');
  };

  return {
    application,
    applicationAt,

    async decide(request) {
      const { realm, origin, uri } = request;
      const app = await applicationAt(realm, origin);
      if (app === undefined) return { kind: 'unknown' };
      const open = await sessionOf(request, app);
      const found = open === undefined ? undefined : await standing(realm, await signOnOf(open), app);
      // A sign-on that became an offline one, or is none any more, is another than this was begun with.
      const same = found !== undefined && (found.session.offline !== undefined) === open?.offline ? found : undefined;
      const verdict = await judge(app, realm, same, false, asksForRehearsal(uri));
      if (verdict.kind !== 'allow' || same === undefined || open === undefined) {
        return verdict.kind === 'allow' ? { kind: 'signOn', why: 'over', application: app } : { ...verdict, application: app };
      }
      await use(open, same.session);
      return {
        kind: 'allow',
        application: app,
        headers: { ...mappedHeaders(app, same), [ASSERTION_HEADER]: await asserted(realm, app, same) },
      };
    },

    ticketFor({ realm, uri, cookie }, app) {
      const kept = cookie(gateCookies(app).browser);
      const browser = kept !== undefined && /^[\w-]{43}$/.test(kept) ? kept : randomToken();
      const rehearses = app.offline.state === 'TEST' && asksForRehearsal(uri);
      const path = pathInApplication(uri, app.publicDomain);
      const ticket: EntryTicket = { application: app.id, browser: hashed(browser), path, at: now(), rehearses };
      return { ticket: sealTicket(deps.sealer, realm, ticket), browser };
    },

    async begin(realm, text, signOnId) {
      const ticket = openTicket(deps.sealer, realm, text, now());
      const app = ticket === undefined ? undefined : await application(realm, ticket.application);
      if (ticket === undefined || app === undefined) return { kind: 'unknown' };
      const session = signOnId === undefined ? undefined : await signOns.find(signOnId, now());
      const found = await standing(realm, session, app);
      const verdict = await judge(app, realm, found, true, ticket.rehearses);
      const facts = {
        realm,
        application: app.name,
        ...(found === undefined ? {} : { userId: found.session.userId, username: found.session.username }),
      };
      if (verdict.kind === 'signOn' && verdict.why === 'rehearsal' && ticket.mayRehearse !== true) {
        // They are signed on, maybe since a moment ago: from here on they rehearse.
        const ready = sealTicket(deps.sealer, realm, { ...ticket, at: now(), mayRehearse: true });
        return { kind: 'signOn', application: app, anew: true, ticket: ready };
      }
      if (verdict.kind === 'signOn') {
        // Whoever has just signed on and is to sign on again would be led round for ever.
        const isNew = found !== undefined && found.session.createdAt >= ticket.at;
        const why = REFUSED_AS[verdict.why];
        if (!isNew || why === undefined) {
          // Whoever is asked again and leaves has what they were let in with no more than who is asked and fails.
          if (found !== undefined && (await isOutlived(realm, found.session))) await signOns.end(found.session.id, 'DESTROY');
          return { kind: 'signOn', application: app, anew: session !== undefined };
        }
        deps.note('application.refused', { ...facts, why });
        return { kind: 'refuse', application: app, why };
      }
      if (verdict.kind !== 'allow' || found === undefined) {
        deps.note('application.refused', { ...facts, why: verdict.kind === 'allow' ? 'over' : verdict.why });
        if (verdict.kind === 'outage' || verdict.kind === 'refuse') return { ...verdict, application: app };
        return { kind: 'signOn', application: app, anew: true };
      }
      // What was done for another purpose, or in another session, says nothing of this application.
      if (app.askBeforeEntry && ticket.agreedBy !== found.session.handle) {
        const { username, handle } = found.session;
        return { kind: 'ask', application: app, username, ticket: sealTicket(deps.sealer, realm, { ...ticket, agreedBy: handle }) };
      }
      if (ticket.rehearses) await deps.used.put(usedTicket(ticket), REHEARSAL_BEGINS_MS);
      const code = randomToken();
      const { id, handle, userId, offline } = found.session;
      const { browser, path } = ticket;
      await sessions.putCode(hashed(code), {
        realm,
        applicationId: app.id,
        signOn: { id, handle },
        userId,
        offline: offline !== undefined,
        browser,
        path,
        expiresAt: now() + CODE_LASTS_MS,
      });
      return { kind: 'enter', address: `${app.publicDomain}${CALLBACK_PATH}?code=${code}` };
    },

    async signedOnFor(realm, text, handle) {
      const ticket = openTicket(deps.sealer, realm, text, now());
      const app = ticket === undefined ? undefined : await application(realm, ticket.application);
      if (ticket === undefined || app?.askBeforeEntry !== true) return undefined;
      return sealTicket(deps.sealer, realm, { ...ticket, agreedBy: handle });
    },

    async enter(request, code) {
      const { realm, origin, cookie } = request;
      const app = await applicationAt(realm, origin);
      // Whoever brings a code uses it up, also where it is not good: it has got to where it should not be.
      const right = code.length > 128 ? undefined : await sessions.takeCode(hashed(code), now());
      if (app === undefined || right === undefined || right.realm !== realm || right.applicationId !== app.id) return undefined;
      const browser = cookie(gateCookies(app).browser);
      if (browser === undefined || hashed(browser) !== right.browser) return undefined;
      const session = await signOnOf({ ...right, id: '', createdAt: 0, lastAccessAt: 0 });
      if (session === undefined || (session.offline !== undefined) !== right.offline) return undefined;
      const before = await sessionOf(request, app);
      if (before !== undefined) await sessions.end(before.id);
      const token = randomToken();
      const at = now();
      await sessions.begin({
        id: hashed(token),
        realm,
        applicationId: app.id,
        signOn: { id: session.id, handle: session.handle },
        userId: right.userId,
        offline: right.offline,
        createdAt: at,
        lastAccessAt: at,
        expiresAt: at + app.maxSessionMinutes * 60_000,
      });
      deps.note('application.entered', {
        realm,
        application: app.name,
        userId: session.userId,
        username: session.username,
        session: session.handle,
        offline: right.offline,
        ...(session.offline === undefined
          ? {}
          : { provider: session.offline.provider, rehearsal: session.offline.rehearsal !== undefined }),
      });
      return { token, address: `${app.publicDomain}${right.path}` };
    },

    async signOff(request) {
      const app = await applicationAt(request.realm, request.origin);
      const open = app === undefined ? undefined : await sessionOf(request, app);
      if (open === undefined) return;
      const signOn = await signOnOf(open);
      if (signOn !== undefined) await signOns.end(signOn.id, 'LOGOUT');
      await sessions.end(open.id);
    },

    async rehearsalOf(realm, text, journey, signOnId) {
      const at = now();
      const ticket = openTicket(deps.sealer, realm, text, at);
      if (ticket === undefined || !ticket.rehearses || at - ticket.at >= REHEARSAL_BEGINS_MS) return undefined;
      const app = await application(realm, ticket.application);
      if (app?.status !== 'ACTIVE' || app.offline.state !== 'TEST' || app.idpId === undefined) return undefined;
      // Nothing that is drawn for something else may be led past what it asks for.
      const byDefault = await deps.defaultJourney(realm);
      if ((journey ?? byDefault) !== (app.journey ?? byDefault)) return undefined;
      const found = signOnId === undefined ? undefined : await standing(realm, await signOns.find(signOnId, at), app);
      const verdict = await judge(app, realm, found, true, true);
      if (found === undefined || verdict.kind !== 'signOn' || verdict.why !== 'rehearsal') return undefined;
      if (await deps.used.has(usedTicket(ticket), REHEARSAL_BEGINS_MS)) return undefined;
      const { name } = await deps.provider.byId(realm, app.idpId);
      return { application: app.id, provider: name, userId: found.session.userId };
    },
  };
}

/** Names a ticket that somebody has entered by, also as it was before they agreed. */
function usedTicket({ application, browser, path, at }: EntryTicket): string {
  return `rehearsal-ticket|${hashed(JSON.stringify([application, browser, path, at]))}`;
}

/** What is said to whoever has just signed on and would have to again; where nothing is, another sign-on can help. */
const REFUSED_AS: Readonly<Record<Extract<Verdict, { kind: 'signOn' }>['why'], GateRefusal | undefined>> = {
  over: undefined,
  journey: undefined,
  recheck: 'notOnline',
  rehearsal: 'notRehearsed',
  method: 'method',
};

/** Somebody whose sign-on counts. */
interface Standing {
  readonly session: SignedOn;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly groups: readonly string[];
  /** Distinguished names of groups. */
  readonly dns: readonly string[];
}

/** Whether all that somebody proved with a password was proved with one that was replaced since. */
function isReplaced({ evidence }: SignedOn, passwordChangedAt: number | undefined): boolean {
  const passwords = evidence.filter(({ factor }) => factor === 'knowledge:password');
  return passwords.length > 0 && passwords.every((one) => isPasswordReplaced(one, passwordChangedAt));
}

async function known(provider: Promise<{ readonly state: KnownState }>): Promise<KnownState> {
  try {
    return (await provider).state;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('continuity.provider_')) return 'unknown';
    throw error;
  }
}

function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

function hashed(text: string): string {
  return hash('sha256', text, 'base64url');
}
