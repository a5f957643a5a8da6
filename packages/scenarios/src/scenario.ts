import { z } from 'zod';

/** A text, exactly; or a part of it; or what a regular expression matches. */
const textMatcher = z.union([
  z.string(),
  z.strictObject({ contains: z.string().min(1) }),
  z.strictObject({
    matches: z.string().refine(isRegularExpression, { message: 'This is not a regular expression.' }),
  }),
]);
export type TextMatcher = z.infer<typeof textMatcher>;

/** What an output of a callback must be: a text as above, or any other JSON value exactly. */
const outputMatcher = z.union([textMatcher, z.number(), z.boolean(), z.array(z.string())]);
export type OutputMatcher = z.infer<typeof outputMatcher>;

/** A callback that is expected: its type, and any of its outputs by name, such as `prompt`, `message`, `options`. */
const expectedCallback = z.object({ type: z.string().regex(/Callback$/) }).catchall(outputMatcher);
export type ExpectedCallback = z.infer<typeof expectedCallback>;

/** What the sign-on page must show: these callbacks, all of them and in this order. */
const expectation = z.strictObject({
  header: textMatcher.optional(),
  description: textMatcher.optional(),
  callbacks: z.array(expectedCallback).min(1),
});
export type Expectation = z.infer<typeof expectation>;

/** What a person types: a text, or a recovery code that is known from this run (`fresh` uses up one that was never typed, `used` repeats the last one). */
const typed = z.union([
  z.string(),
  z.strictObject({ recoveryCode: z.enum(['fresh', 'used']) }),
  /** The code in the next message that comes by telephone or as a mail; or another one than that. */
  z.strictObject({ passcode: z.enum(['right', 'wrong']) }),
  /** The code that the app shows now, another one than that, or the one that was typed last. */
  z.strictObject({ oathCode: z.enum(['current', 'wrong', 'used']) }),
  /** The code that the phone shows without a network of the QR code on the page; or another one than that. Browsers show no code to drivers. */
  z.strictObject({ offlineCode: z.enum(['right', 'wrong']) }),
  /** Ticks a box, or takes the tick away. */
  z.boolean(),
  /** Chooses a security question, or writes one, and answers it. */
  z.strictObject({ question: z.string(), answer: z.string() }),
]);
export type Typed = z.infer<typeof typed>;
export type OathCodeAct = Extract<Typed, { oathCode: unknown }>['oathCode'];
export type OfflineCodeAct = Extract<Typed, { offlineCode: unknown }>['offlineCode'];
/** What is typed into a field of one line. */
export type TypedText = Extract<Typed, string | { recoveryCode: unknown }>;

/** What the person does on the page: types by prompt, then presses a button by its text. `{}` goes on without either, as a page does that polls. */
const answer = z.strictObject({
  enter: z.record(z.string(), typed).default({}),
  /** Accepts the terms, and agrees to everything that is asked for. */
  accept: z.literal(true).optional(),
  press: z.string().optional(),
});
export type Answer = z.infer<typeof answer>;
/** What is typed once messages and the app are read. */
export type TypedOnPage = Exclude<Typed, { passcode: unknown } | { oathCode: unknown } | { offlineCode: unknown }>;
/** An answer in which nothing stands that is in a message or in the app. */
export type ReadAnswer = Omit<Answer, 'enter'> & { readonly enter: Readonly<Record<string, TypedOnPage>> };

/** Set when the server must refuse what the phone posts. */
const refused = z.boolean().default(false);

/** What the person does on the phone, with the newest push. */
const phoneAct = z.union([
  /** Scans the code that the page shows; the value names the phone. */
  z.strictObject({ scan: z.string().min(1), refused }),
  /** Scans the code, and the phone answers that it does not want the account. */
  z.strictObject({ reject: z.string().min(1), refused }),
  /** Taps "approve": right for a push without a number. */
  z.strictObject({ tap: z.literal('approve'), refused }),
  /** Taps one of the three numbers. */
  z.strictObject({ choose: z.enum(['right', 'wrong']), refused }),
  /** Types the code that the page shows. */
  z.strictObject({ type: z.enum(['right', 'wrong']), refused }),
  /** Scans the code that the page shows, with an app that shows one-time passwords. */
  z.strictObject({ addCodes: z.literal('page'), refused }),
  /** Says "this was not me". */
  z.strictObject({ deny: z.literal('push'), refused }),
]);
export type PhoneAct = z.infer<typeof phoneAct>;

/** What the person does with their passkeys, by which the page is answered. */
const passkeyAct = z.union([
  /** Makes one; the value names it. */
  z.strictObject({ make: z.string().min(1), wrong: z.enum(['otherOrigin', 'absent']).optional() }),
  /** Uses one, rightly or as somebody would who means harm. */
  z.strictObject({
    use: z.enum(['right', 'unverified', 'absent', 'otherOrigin', 'otherDomain', 'oldChallenge', 'foreignKey', 'counterBack', 'unknown']),
  }),
  /** Says no to the browser, or has one that cannot do it; then goes on without, by what is typed where there are fields. */
  z.strictObject({ without: z.enum(['cancelled', 'unsupported']), enter: z.record(z.string(), z.string()).default({}) }),
]);
export type PasskeyAct = z.infer<typeof passkeyAct>;

/** What the app does that the person signs on in, by which the page is answered. */
const appAct = z.union([
  /** Makes a key and has it bound to the person, rightly or with what another page asked for; the value names the device. */
  z.strictObject({ bind: z.string().min(1), wrong: z.literal('oldChallenge').optional() }),
  /** Signs: with the key that was bound, with one that another device made under its name, or as a device that nobody knows. */
  z.strictObject({ sign: z.enum(['right', 'foreignKey', 'otherDevice']) }),
  /** Says why it does neither, in the word of the public SDKs. */
  z.strictObject({ cannot: z.string().min(1) }),
  /** Tells what device it runs on. */
  z.strictObject({ profile: z.record(z.string(), z.json()) }),
]);
export type AppAct = z.infer<typeof appAct>;

/** One moment of a scenario. What is in it happens in this order: open the journey anew, again or by mail, look at the page, use the phone, let time pass, answer the page. */
const step = z.strictObject({
  /** The person opens the journey again, in a browser that knows nothing of the first. */
  reopen: z.literal(true).optional(),
  /** Whoever is signed on opens the journey again in the same browser, as somebody does who is to prove themselves anew. */
  again: z.literal(true).optional(),
  expect: expectation.optional(),
  phone: phoneAct.optional(),
  /** In the place of an answer. */
  passkey: passkeyAct.optional(),
  /** In the place of an answer. */
  app: appAct.optional(),
  /** Opens the link of the next mail that comes, in a browser that knows nothing of the first; the mail is to the address. */
  mail: z.strictObject({ to: z.string().min(1), subject: textMatcher.optional() }).optional(),
  /** Seconds. */
  advance: z.number().positive().max(86_400).optional(),
  answer: answer.optional(),
});
export type MailAct = NonNullable<z.infer<typeof step>['mail']>;
export type ScenarioStep = z.infer<typeof step>;

const user = z.strictObject({
  username: z.string().min(1),
  password: z.string().min(1),
  /** Name of a phone that is registered already, with recovery codes. */
  phone: z.string().min(1).optional(),
  /** What that phone says that it runs on. The web authenticator of a browser says it by itself. */
  phoneSystem: z.strictObject({ osName: z.enum(['android', 'ios']), osVersion: z.string().min(1) }).optional(),
  /** Whether that phone has shown the server its key, so that it can do without a network. */
  phoneWorksOffline: z.literal(true).optional(),
  /** Name of a passkey that there is already, with recovery codes. */
  passkey: z.string().min(1).optional(),
  /** Name of a device that an app has bound already, and that is not at hand. */
  app: z.string().min(1).optional(),
  active: z.boolean().default(true),
  /** Whether the password is a first one, which somebody else made. */
  mustChangePassword: z.literal(true).optional(),
  attributes: z.record(z.string(), z.array(z.string())).default({}),
});
export type ScenarioUser = z.infer<typeof user>;
export type PhoneSystem = NonNullable<ScenarioUser['phoneSystem']>;

/** What there is before anybody opens the journey. */
export const given = z.strictObject({
  users: z.array(user).default([]),
  /** Identity providers that the realm has watched, and how an operator leads them. */
  watched: z
    .array(
      z.strictObject({
        name: z.string(),
        state: z.enum(['online', 'offline', 'blocked']).default('online'),
        /** Seconds that it is online before it goes offline. */
        after: z.int().min(0).default(0),
      }),
    )
    .default([]),
  settings: z
    .strictObject({
      /** Changes of a copy of the journey: configuration by the display name of the node. */
      nodes: z.record(z.string(), z.record(z.string(), z.json())).default({}),
      /** Services of the realm by name. */
      services: z.record(z.string(), z.record(z.string(), z.json())).default({}),
      /** Changes of the Authenticator (Push) service. */
      authenticatorPushService: z.record(z.string(), z.json()).default({}),
    })
    .prefault({}),
  /** Nothing that carries messages answers: neither gateways of text messages and calls nor the mail server. */
  gateways: z.literal('down').optional(),
  /** What stands in the query of the address by which the journey is opened. */
  parameters: z.record(z.string(), z.string()).default({}),
  /** Headers that the client sends when it opens the journey, for journeys that look at them. Browsers cannot. */
  headers: z.record(z.string(), z.string()).default({}),
  /** When it begins, ISO 8601. */
  clock: z.iso.datetime({ offset: true }).default('2026-03-02T09:00:00Z'),
});
export type Given = z.infer<typeof given>;

const ending = z.strictObject({
  /** `waiting` is a journey that goes on when somebody comes by a link. */
  end: z.enum(['success', 'failure', 'waiting']),
  /** What a failure says. */
  message: textMatcher.optional(),
  /** Who is signed on. */
  user: z.string().optional(),
  /** Attributes that the person who is signed on has among others. */
  attributes: z.record(z.string(), z.array(z.string())).optional(),
  /** Factors that the session proves, in any order. */
  evidence: z.array(z.string()).optional(),
  /** How many phones the person has at the end, and how many pushes went out in all. */
  phones: z.int().min(0).optional(),
  /** What the passkeys are called that the person has at the end. */
  passkeys: z.array(z.string()).optional(),
  pushes: z.int().min(0).optional(),
  /** How many mails went out in all. */
  mails: z.int().min(0).optional(),
});
export type Ending = z.infer<typeof ending>;

/** Where a scenario can run. */
export const driverName = z.enum(['engine', 'http', 'browser']);
export type DriverName = z.infer<typeof driverName>;

/** A journey test as a file. */
export const scenario = z.strictObject({
  /** A sentence that says what happens. */
  name: z.string().min(1),
  journey: z.string().min(1),
  realm: z
    .string()
    .regex(/^\/([\w.-]+)?$/)
    .default('/alpha'),
  drivers: z.array(driverName).min(1).default(['engine', 'http']),
  given: given.prefault({}),
  steps: z.array(step).min(1),
  // biome-ignore lint/suspicious/noThenProperty: a file that says what is given, done and then true is what people know.
  then: ending,
});
export type Scenario = z.infer<typeof scenario>;

function isRegularExpression(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
