import type { Callback, Json } from '@waygate/schema';
import type { EndWishes } from './end-wishes.ts';
import type { Factor, Vouched } from './evidence.ts';
import type { Subject } from './ports/identity-port.ts';
import type { TemplatedMail } from './ports/mail-port.ts';
import type { ResponseCookie } from './response-cookie.ts';

/** Something that an operator wants to see counted. */
export interface Measured {
  readonly metric: string;
  /** How long it took; absent when only that it happened counts. */
  readonly milliseconds?: number;
}

/** What may come with an outcome. Effects are data: the engine applies them when the outcome is taken, never before. */
export interface Decorations {
  /** Who the node has identified. A node whose outcome provides a factor must identify, unless somebody is identified already. */
  readonly identified?: Subject;
  /** What this run proved beyond what the outcome always proves; each must be among the `mayProvide` of the definition. */
  readonly proves?: readonly Factor[];
  /** Who vouches for what the outcome proves, when it is another server: its issuer. */
  readonly provedBy?: string;
  /** Uuid of the device that showed what the outcome proves, or whose recovery code did; a factor of a device names it. */
  readonly shownBy?: string;
  /** What another server said of somebody whom nothing can be proved of yet. */
  readonly vouched?: Vouched;
  /** AM's kinds of authentication, such as `AuthenticatorPush`, kept as `NodeType`. */
  readonly nodeTypes?: readonly string[];
  readonly sessionProperties?: Readonly<Record<string, string>>;
  /** Session properties that earlier nodes set and that are not to be. */
  readonly removedSessionProperties?: readonly string[];
  /** What the person reads if the journey ends in failure later, when nobody says anything else. */
  readonly failureMessage?: string;
  readonly endWishes?: EndWishes;
  /** Cookies for the client, with the answer to this request, however the journey ends. A preview leaves none. */
  readonly cookies?: readonly ResponseCookie[];
  /** How much longer the journey may take, minutes: from now on, or beyond what it may already. */
  readonly journeyTime?: { readonly set: number } | { readonly add: number };
  /**
   * Lets the journey succeed without knowing who it is, with a session that is nobody's and carries this name. It proves nothing, and whoever is identified later
   * takes its place.
   */
  readonly anonymous?: string;
  /** Lets the session of the person take the place of the anonymous one that they came with, properties included. */
  readonly upgradesAnonymous?: boolean;
  /**
   * Marks the sign-on as one that goes on while something it depends on cannot be reached. Nothing takes the mark away: the session that it ends in says so, lasts no longer than this,
   * and is worth less.
   * `provider` names what cannot be reached; it is empty when the sign-on is offline by what it asks for, whatever can be reached. `groups` are those of whoever is identified with it, as
   * the copy of a directory has them, by name and by distinguished name; they go when somebody else is identified.
   */
  readonly offline?: {
    readonly provider: string;
    readonly sessionMinutes: number;
    readonly groups?: readonly string[];
    readonly groupDns?: readonly string[];
  };
  /** For the metrics of the server. */
  readonly measured?: Measured;
  /** Facts for the trace; never a secret. */
  readonly audit?: Readonly<Record<string, Json>>;
}

export type GoTo = { readonly kind: 'goTo'; readonly outcome: string } & Decorations;
export interface Send {
  readonly kind: 'send';
  readonly callbacks: readonly Callback[];
  readonly header?: string;
  readonly description?: string;
  readonly stage?: string;
}
export interface SuspendOptions {
  /** Seconds that the link is good for; undefined means the realm's setting. */
  readonly duration?: number;
  /** Brings the person the link, as `object.resumeURI`. It is sent when the run is at rest; without it nobody learns the link. */
  readonly mail?: Pick<TemplatedMail, 'template' | 'to' | 'object' | 'dependsOn'>;
}
/** The journey waits for the person to come back by a link, in any browser. The text is all that this browser sees. */
export type Suspend = { readonly kind: 'suspend'; readonly message: string } & SuspendOptions;
/** The journey ends in failure with a message that the person may read, because no outcome of the node fits. */
export interface Refuse {
  readonly kind: 'refuse';
  readonly code: string;
  readonly message: string;
  /** What whoever runs the server must know of it, when it is a fault of the journey and not of the person. */
  readonly fault?: string;
}
export type Action = GoTo | Send | Suspend | Refuse;
