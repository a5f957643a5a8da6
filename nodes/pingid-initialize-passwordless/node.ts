import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';
import { CONNECTOR_INPUTS, readConnectorInput } from '../pingid/connector-input.ts';
import { connectorOutput } from '../pingid/connector-output.ts';
import { hashHandle, makeHandle } from '../pingid/passwordless-handle.ts';
import { passwordlessContext, passwordlessRecord, pingIdInput, pingIdOutput } from '../pingid/state-keys.ts';

/** How long a passwordless sign-on may take, milliseconds. */
const LIFE_MS = 300_000;

export default defineNode({
  type: 'WaygatePingIdInitializePasswordlessNode',
  displayName: 'PingID Initialize Passwordless',
  category: 'mfa',
  tags: ['mfa', 'pingid', 'passwordless'],
  icon: 'fingerprint',
  summary: 'Begins a sign-on by passkey: what is proved from now on can be finalized once, within five minutes.',
  config: z.object({}),
  outcomes: { outcome: 'Outcome' },
  reads: [pingIdInput],
  writes: [pingIdInput, pingIdOutput, passwordlessContext],
  guards: [passwordlessRecord],
  run: async ({ state, guarded, subject, request, now, goTo }) => {
    const given = state.get(pingIdInput);
    state.remove(pingIdInput);
    readConnectorInput(CONNECTOR_INPUTS.initializePasswordless, given);
    const handle = makeHandle();
    // It is transient, and so sealed at every pause.
    state.setTransient(passwordlessContext, handle);
    guarded.set(passwordlessRecord, { hash: await hashHandle(handle), openedAt: now, expiresAt: now + LIFE_MS });
    state.setShared(pingIdOutput, connectorOutput({ status: 'STARTED', sub: subject?.username ?? '', clientIp: request.clientIp }));
    return goTo('outcome');
  },
});
