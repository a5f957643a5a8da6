import { randomBytes } from 'node:crypto';
import {
  createDeliveryClaims,
  createMessageService,
  createOneTimeCodes,
  createOutboundHttp,
  createSealer,
  KeyRing,
} from '@waygate/integrations';
import type { OutgoingMessage } from '@waygate/node-kit';
import type { NodeRun } from '@waygate/node-kit/testing';
import { type Answer, WaygateError } from '@waygate/schema';
import type { PingIdWorld } from './pingid-world.ts';

/** Somebody at a page that asks for a passcode, who reads what was sent. */
export function passcodes(world: PingIdWorld) {
  const sent: OutgoingMessage[] = [];
  const told: unknown[] = [];
  const { stores } = world;
  const claims = createDeliveryClaims(stores.deliveryClaims, randomBytes(32));
  const sealer = createSealer(new KeyRing('test', new Map([['test', randomBytes(32)]])));
  const { send: _, ...asked } = createMessageService({
    settings: async () => undefined,
    http: createOutboundHttp({ allowed: new Set(), redirects: 0 }),
    inClear: new Set(),
    mail: undefined,
    mailServers: new Set(),
    outbox: undefined,
    throttle: stores.throttle,
    claims,
    log: () => undefined,
    now: world.now,
  });
  return {
    sent,
    /** What the account was told of. */
    told,
    ports: {
      ...world.ports,
      oneTimeCodes: createOneTimeCodes({ ...stores, sealer, nameOf: claims.nameOf }),
      messages: { ...asked, send: (message: OutgoingMessage) => void sent.push(message) },
      notices: { tell: (notice: unknown) => void told.push(notice) },
    } satisfies NodeRun['ports'],
    /** The code of the newest message. */
    code: () => codeIn(sent.at(-1)),
    /** The code of a message, counted from 0. */
    codeOf: (index: number) => codeIn(sent[index]),
    /** Types a code and goes on. */
    type: (value: string): Answer[] => [
      { type: 'NameCallback', value },
      { type: 'ConfirmationCallback', index: 0 },
    ],
    again: [{ type: 'ConfirmationCallback', index: 1 }] satisfies Answer[],
  };
}

function codeIn(message: OutgoingMessage | undefined): string {
  const found = message?.text.replaceAll(/(?<=\d) (?=\d)/g, '').match(/\b\d{6}\b/)?.[0];
  if (found === undefined) throw new WaygateError('unexpected', 'test.no_code', 'No code was sent.');
  return found;
}

/** Another code than this one. */
export function wrongCode(code: string): string {
  return code === '000000' ? '000001' : '000000';
}
