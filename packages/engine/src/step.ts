import type { ResponseCookie } from '@waygate/node-kit';
import type { Callback, Json } from '@waygate/schema';
import type { SignOnSession } from './ports/sign-on-sessions.ts';

/** What a client needs to go on: the session and the one-time key of its next submit. */
export interface StepHandle {
  readonly sessionId: string;
  readonly key: string;
  readonly journey: string;
  readonly realm: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What every answer may have. */
interface Answered {
  /** What nodes give the client along; it is for nobody else's eyes. */
  readonly cookies?: readonly ResponseCookie[];
}

/** The answer to a start, a submit or a resume. */
export type Step = Answered &
  (
    | {
        readonly kind: 'callbacks';
        readonly handle: StepHandle;
        readonly callbacks: readonly Callback[];
        /** Whether a page node made it: then callbacks are numbered on the wire. */
        readonly page: boolean;
        readonly header?: string;
        readonly description?: string;
        readonly stage?: string;
      }
    | {
        readonly kind: 'suspended';
        readonly handle: StepHandle;
        readonly callbacks: readonly Callback[];
      }
    | {
        readonly kind: 'success';
        readonly realm: string;
        readonly successUrl: string;
        /** Absent when the journey was asked to make no session. */
        readonly tokenId?: string;
        readonly session?: SignOnSession;
        /** Whether the person did something in this very run that proves who they are. What a browser remembers is none of it, and neither is what another server says, nor a session that did already. */
        readonly acted?: true;
        /** What nodes add to the answer; absent when they add nothing. */
        readonly details?: Readonly<Record<string, Json>>;
        /** Who would be signed on, when a draft was tried. */
        readonly previewed?: string;
      }
    | {
        readonly kind: 'failure';
        readonly realm: string;
        /** Names the run to whoever looks for what went wrong. */
        readonly sessionId: string;
        readonly failureUrl: string;
        /** Public text; undefined means the usual one. */
        readonly message?: string;
        /** What nodes add to the answer; absent when they add nothing. */
        readonly details?: Readonly<Record<string, Json>>;
      }
  );
