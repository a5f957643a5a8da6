import type { Application } from '@waygate/schema';

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

/** Why somebody does not get in who is signed on. */
export type RefusalReason = 'closed' | 'group' | 'offlineGroup' | 'offlinePolicy' | 'method' | 'notOnline' | 'notRehearsed';

/** Why nobody gets in. */
export type OutageReason = 'provider' | 'blocked';

interface Refused {
  readonly kind: 'refuse';
  readonly application: Application;
  readonly why: RefusalReason;
}

interface Outage {
  readonly kind: 'outage';
  readonly application: Application;
  readonly why: OutageReason;
}

/** Whether a request may go on to the application, and what it is told then: every header that is mapped, also where there is nothing to say. */
export type GateDecision =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'allow'; readonly application: Application; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'signOn'; readonly application: Application; readonly why: 'over' | 'recheck' | 'journey' | 'rehearsal' | 'method' }
  | Refused
  | Outage;

/** What follows when a browser came from an application to sign on. */
export type GateBeginning =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'enter'; readonly address: string }
  /** @param ticket what the browser takes along in the place of what it came with */
  | { readonly kind: 'signOn'; readonly application: Application; readonly anew: boolean; readonly ticket?: string }
  /** @param ticket by which the same person goes in */
  | { readonly kind: 'ask'; readonly application: Application; readonly username: string; readonly ticket: string }
  | Refused
  | Outage;

/** Guards applications behind proxies; the continuity package brings it. */
export interface ApplicationFace {
  decide(request: GuardedRequest): Promise<GateDecision>;
  /** Makes what a browser takes along to sign on, and what its cookie at the application is to hold meanwhile. */
  ticketFor(request: GuardedRequest, application: Application): { readonly ticket: string; readonly browser: string };
  /** A browser came to sign on. @param signOnId hash of the token of its sign-on session */
  begin(realm: string, ticket: string, signOnId: string | undefined): Promise<GateBeginning>;
  /**
   * Somebody has just signed on to go on with a ticket, by something that they did.
   * @param handle of the sign-on session that was made
   * @returns the ticket to go on with, which says so of that session; undefined where it makes no difference
   */
  signedOnFor(realm: string, ticket: string, handle: string): Promise<string | undefined>;
  /** A browser brings its code. @returns undefined when the code is not good, or not good here */
  enter(request: GuardedRequest, code: string): Promise<{ readonly token: string; readonly address: string } | undefined>;
  signOff(request: GuardedRequest): Promise<void>;
  /**
   * The outage that a sign-on rehearses which goes on to this ticket, by this journey or the realm's default one, and the person who may rehearse it.
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
  /** Names of the cookies at an application's domain, and whether they go over https alone. */
  cookiesOf(application: Application): { readonly session: string; readonly browser: string; readonly secure: boolean };
}
