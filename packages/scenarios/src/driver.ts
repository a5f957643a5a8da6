import type { MailMessage } from '@waygate/integrations';
import type { AppAct, Expectation, Given, OathCodeAct, OfflineCodeAct, PasskeyAct, PhoneAct, ReadAnswer } from './scenario.ts';

/** How a run ended. */
export type End =
  | { readonly kind: 'success'; readonly username: string; readonly evidence: readonly string[] }
  | { readonly kind: 'failure'; readonly message: string }
  /** The journey goes on when somebody comes by a link. */
  | { readonly kind: 'waiting' };

/** What a driver must set up before a scenario begins. */
export interface Beginning {
  readonly realm: string;
  readonly journey: string;
  readonly given: Given;
}

/**
 * A way to run a scenario: against the engine, over HTTP, or in a browser. One driver runs one scenario.
 * What goes wrong is thrown as an Error whose message says what was there instead.
 */
export interface Driver {
  /** Sets up what is given and opens the journey. */
  begin(beginning: Beginning): Promise<void>;
  /** Opens the journey once more, in a browser that knows nothing of the first. */
  reopen(): Promise<void>;
  /** Opens the journey again in the browser of whoever is signed on, with `ForceAuth`. @throws when the journey has not ended in a session */
  again(): Promise<void>;
  /** Opens the link of the next mail that comes, in a browser that knows nothing of the first. @returns the mail */
  openMail(): Promise<MailMessage>;
  /** Looks at the page. */
  expect(expectation: Expectation): Promise<void>;
  answer(answer: ReadAnswer): Promise<void>;
  phone(act: PhoneAct): Promise<void>;
  /** Does something with the passkeys, and answers the page with what came of it. */
  passkey(act: PasskeyAct): Promise<void>;
  /** Answers the page as an app. @throws in a browser */
  app(act: AppAct): Promise<void>;
  /** Lets time pass, seconds. */
  advance(seconds: number): Promise<void>;
  /** @throws when the journey has not ended */
  end(): Promise<End>;
  /** How many phones a person has. */
  phones(username: string): Promise<number>;
  /** What the passkeys of a person are called, oldest first. */
  passkeys(username: string): Promise<readonly string[]>;
  /** Attributes of a person as they are stored; none for nobody. */
  attributes(username: string): Promise<Readonly<Record<string, readonly string[]>>>;
  /** The code in the next message that comes by telephone or as a mail. */
  passcode(): Promise<string>;
  /** The code that the person reads in the app. */
  oathCode(act: OathCodeAct): Promise<string>;
  /** The code that the phone shows of the QR code on the page. */
  offlineCode(act: OfflineCodeAct): Promise<string>;
  /** How many mails have gone out. */
  mails(): Promise<number>;
  /** How many pushes have gone out. */
  pushes(): Promise<number>;
  close(): Promise<void>;
}
