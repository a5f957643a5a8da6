import {
  type CodeDelivery,
  type CodeHolder,
  defineNode,
  type Factor,
  type MessageChannel,
  type NodePorts,
  oneTimePassword,
  oneTimePasswordNote,
  oneTimePasswordTimestamp,
  username,
} from '@waygate/node-kit';
import { z } from 'zod';
import { codeInForce } from '../one-time-code/code-in-force.ts';
import { accountAddress } from '../one-time-code/receiver-of.ts';
import { codeOf, sameCode } from '../one-time-code/same-code.ts';

/** The longest that a code is good, minutes, whatever an author says (NIST SP 800-63B-4, ASVS 6.5.5). */
const LONGEST_MINUTES = 10;
/** Tries that one run has, over all its codes. */
const MOST_TRIES = 10;

const FACTORS = { sms: 'possession:sms', voice: 'possession:voice', email: 'mailbox:code' } as const satisfies Record<
  MessageChannel,
  Factor
>;

export default defineNode({
  type: 'OneTimePasswordCollectorDecisionNode',
  displayName: 'OTP Collector Decision',
  category: 'mfa',
  tags: ['otp', 'mfa', 'multi-factor authentication'],
  icon: 'forms',
  summary: 'Asks for the one-time code and looks whether it is right.',
  config: z.object({
    passwordExpiryTime: z.int().min(1).max(43_200).default(5).meta({
      title: 'One-time password validity length',
      help: 'How long a code is good; 10 minutes at most, whatever stands here.',
      unit: 'minutes',
    }),
  }),
  cautions: ({ passwordExpiryTime }) =>
    passwordExpiryTime > LONGEST_MINUTES
      ? [
          {
            path: 'passwordExpiryTime',
            code: 'otp_expiry',
            text: 'A code is good for 10 minutes at most: one that is good for longer can be guessed or got hold of.',
          },
        ]
      : [],
  outcomes: { true: 'True', false: 'False' },
  callbacks: ['PasswordCallback'],
  reads: [username, oneTimePassword, oneTimePasswordTimestamp, oneTimePasswordNote],
  writes: [oneTimePassword, oneTimePasswordTimestamp, oneTimePasswordNote],
  mayProvide: { true: ['possession:sms', 'possession:voice', 'mailbox:code'] },
  texts: { prompt: { en: 'One Time Password', de: 'Einmalcode' } },
  /** Tries so far in this run. */
  memory: z.int(),
  run: async ({ config, realm, answers, state, memory, ports, subject, runId, idempotencyKey, now, text, send, goTo }) => {
    const typed = codeOf(answers.first('PasswordCallback')?.value ?? '');
    if (typed === '') return send([{ type: 'PasswordCallback', prompt: text('prompt') }]);

    const place = { realm, runId };
    const plain = state.get(oneTimePassword) ?? '';
    const own = codeInForce(ports, place, plain, state.get(oneTimePasswordNote))?.own;
    // The server's own code counts once a sender has carried it, and before that the readable one, which a script may have sent.
    const carried = own !== undefined && own.ways.length > 0 ? own : undefined;
    const ways = carried?.ways ?? [];
    const name = state.get(username) ?? '';
    const person = subject ?? (name === '' ? undefined : await ports.identities.find(realm, name)) ?? ways[0]?.holder;

    // Counted before anything is compared.
    const tries = memory.get() ?? 0;
    memory.set(tries + 1);
    if (tries >= MOST_TRIES) return goTo('false', { audit: { throttled: 'run' } });
    const target =
      person === undefined ? undefined : { realm, subject: { id: person.id, username: person.username }, authenticator: 'otp' };
    const permit = target === undefined ? undefined : await ports.attempts.begin(target, idempotencyKey);
    if (permit?.allowed === false) return goTo('false', { audit: { throttled: permit.reason } });

    const code = carried?.code ?? plain;
    const age = now / 1000 - (carried === undefined ? (state.get(oneTimePasswordTimestamp) ?? 0) : Math.floor(carried.madeAt / 1000));
    // A clock that was put back since makes a code from the future of a good one.
    const isFresh = Math.abs(age) < Math.min(config.passwordExpiryTime, LONGEST_MINUTES) * 60;
    if (!sameCode(typed, codeOf(code)) || !isFresh) return goTo('false', { audit: { reason: isFresh ? 'wrong' : 'expired' } });
    if (ways.some(({ holder }) => holder !== undefined && person !== undefined && holder.id !== person.id))
      return goTo('false', { audit: { reason: 'anotherPerson' } });
    if (!(await everyAddressIsTheSame(realm, ways, ports))) return goTo('false', { audit: { reason: 'addressChanged' } });
    if (carried !== undefined && !(await ports.oneTimeCodes.use(place, carried.note, idempotencyKey, now)))
      return goTo('false', { audit: { reason: 'used' } });
    if (target !== undefined) await ports.attempts.succeeded(target, idempotencyKey);

    for (const key of [oneTimePassword, oneTimePasswordTimestamp, oneTimePasswordNote]) state.remove(key);
    const proof = proofOf(ways);
    if (proof === undefined) return goTo('true');
    const { holder, factor } = proof;
    return goTo('true', { identified: { id: holder.id, username: holder.username }, proves: [factor], audit: { factor } });
  },
});

/** Whose address has changed since has another mailbox or telephone. */
async function everyAddressIsTheSame(realm: string, ways: readonly CodeDelivery[], ports: NodePorts): Promise<boolean> {
  for (const { holder } of ways) {
    if (holder === undefined) continue;
    const now = await ports.identities.read(realm, holder.id);
    if (now === undefined || accountAddress(now, holder.attribute) !== holder.address) return false;
  }
  return true;
}

/** What a code proves: the least of the ways by which it went out, for whoever has it may have it from there; nothing when one of them was to nobody's address. */
function proofOf(ways: readonly CodeDelivery[]): { readonly holder: CodeHolder; readonly factor: Factor } | undefined {
  const weakest = ways.find(({ channel }) => channel === 'email') ?? ways.at(-1);
  if (weakest?.holder === undefined || ways.some(({ holder }) => holder === undefined)) return undefined;
  return { holder: weakest.holder, factor: FACTORS[weakest.channel] };
}
