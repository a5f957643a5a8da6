import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';
import { CONNECTOR_INPUTS, readConnectorInput } from '../pingid/connector-input.ts';
import { type ConnectorStatus, connectorOutput } from '../pingid/connector-output.ts';
import { judgePerson, policyFields } from '../pingid/judge-person.ts';
import { keepVerdict, NOTHING_TAKEN } from '../pingid/kept-verdict.ts';
import { pairedDevices } from '../pingid/paired-devices.ts';
import { hashHandle } from '../pingid/passwordless-handle.ts';
import { passwordlessContext, passwordlessRecord, pingIdInput, pingIdOutput, pingIdVerdict } from '../pingid/state-keys.ts';

export default defineNode({
  type: 'WaygatePingIdFinalizePasswordlessNode',
  displayName: 'PingID Finalize Passwordless',
  category: 'mfa',
  tags: ['mfa', 'pingid', 'passwordless'],
  icon: 'fingerprint',
  summary: 'Ends a sign-on by passkey: the passkey must be the one of who signs on, and the policy is evaluated.',
  config: z.object(policyFields),
  outcomes: { true: 'True', mfa: 'MFA', denied: 'Denied', false: 'False' },
  reads: [pingIdInput, passwordlessContext],
  writes: [pingIdInput, pingIdOutput, passwordlessContext],
  guards: [passwordlessRecord, pingIdVerdict],
  run: async ({ config, realm, state, guarded, subject, evidence, request, ports, now, goTo }) => {
    const given = state.get(pingIdInput);
    const record = guarded.get(passwordlessRecord);
    const kept = state.get(passwordlessContext);
    // One try, whatever comes of it.
    for (const key of [pingIdInput, passwordlessContext]) state.remove(key);
    guarded.clear(passwordlessRecord);
    const input = readConnectorInput(CONNECTOR_INPUTS.finalizePasswordless, given);
    const { clientIp } = request;
    const finish = (outcome: 'true' | 'mfa' | 'denied' | 'false', status: ConnectorStatus, audit: Record<string, string | string[]>) => {
      const authenticationType = status === 'FAILED' ? undefined : 'FIDO2';
      state.setShared(pingIdOutput, connectorOutput({ status, sub: subject?.username ?? '', clientIp, authenticationType }));
      return goTo(outcome, { audit });
    };
    const handle = input?.passwordlessContext ?? kept;
    if (record === undefined || handle === undefined || now >= record.expiresAt) return finish('false', 'FAILED', { reason: 'context' });
    if ((await hashHandle(handle)) !== record.hash) return finish('false', 'FAILED', { reason: 'context' });
    const proof = evidence.findLast(({ factor, at }) => factor === 'possession:passkey' && at >= record.openedAt);
    if (subject === undefined || proof?.subjectId !== subject.id) return finish('false', 'FAILED', { reason: 'noPasskey' });
    if (input !== undefined && (await ports.identities.find(realm, input.sub))?.id !== subject.id)
      return finish('false', 'FAILED', { reason: 'otherSubject' });
    const owned = (await pairedDevices(realm, subject, ports)).find(({ way, uuid }) => way === 'passkey' && uuid === proof.device);
    if (owned === undefined) return finish('false', 'FAILED', { reason: 'otherPasskey' });

    const { policy, groupAttribute, applicationId } = config;
    const application = input?.saasid ?? applicationId;
    const verdict = await judgePerson({ realm, subject, policy, groupAttribute, application, clientIp, now, ports });
    const audit = { result: verdict.result, rules: [...verdict.rules] };
    // What it says now is what holds, whatever it said before.
    guarded.clear(pingIdVerdict);
    if (verdict.result === 'deny') {
      keepVerdict(subject, NOTHING_TAKEN, guarded);
      return finish('denied', 'DENIED', audit);
    }
    // The authenticator verified its owner: that is two factors, when the policy takes passkeys.
    const isVerified = evidence.some(
      ({ factor, at, nodeId, device }) =>
        factor === 'verification:passkey' && at === proof.at && nodeId === proof.nodeId && device === owned.uuid,
    );
    const isTaken = owned.methods.some((method) => verdict.methods.includes(method));
    if (verdict.result === 'allow' || (isVerified && isTaken)) return finish('true', 'AUTHENTICATED', audit);
    keepVerdict(subject, verdict, guarded);
    return finish('mfa', 'MFA_REQUIRED', audit);
  },
});
