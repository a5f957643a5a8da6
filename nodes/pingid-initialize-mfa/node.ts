import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';
import { CONNECTOR_INPUTS, readConnectorInput } from '../pingid/connector-input.ts';
import { connectorOutput } from '../pingid/connector-output.ts';
import { judgePerson, policyFields } from '../pingid/judge-person.ts';
import { keepVerdict } from '../pingid/kept-verdict.ts';
import { provedSubject } from '../pingid/proved-subject.ts';
import { pingIdInput, pingIdOutput, pingIdVerdict } from '../pingid/state-keys.ts';

export default defineNode({
  type: 'WaygatePingIdInitializeMfaNode',
  displayName: 'PingID Initialize MFA',
  category: 'mfa',
  tags: ['mfa', 'pingid'],
  icon: 'shield-check',
  summary: 'Evaluates a policy before anything is asked: is a second factor needed, and with what.',
  config: z.object(policyFields),
  outcomes: { mfa: 'MFA', allowed: 'Allowed', denied: 'Denied' },
  reads: [pingIdInput],
  writes: [pingIdInput, pingIdOutput, pingIdVerdict],
  /** What the caller said when the node was first come to: it is asked again when a device was enrolled since. */
  memory: z.object({ application: z.string() }),
  run: async ({ config, realm, memory, state, subject: identified, evidence, request, ports, now, runId, goTo }) => {
    const given = state.get(pingIdInput);
    // A properties file holds a key, so that nothing of the input stays.
    state.remove(pingIdInput);
    const input = readConnectorInput(CONNECTOR_INPUTS.initializeMfa, given);
    const subject = provedSubject(identified, evidence);
    const { clientIp } = request;
    const tell = (status: 'MFA_REQUIRED' | 'ALLOWED' | 'DENIED') =>
      state.setShared(pingIdOutput, connectorOutput({ status, sub: subject.username, clientIp }));
    if (input !== undefined && (await ports.identities.find(realm, input.sub))?.id !== subject.id) {
      tell('DENIED');
      return goTo('denied', { audit: { reason: 'otherSubject' } });
    }
    const { policy, groupAttribute, applicationId } = config;
    const application = input?.saasid ?? memory.get()?.application ?? applicationId;
    memory.set({ application });
    const verdict = await judgePerson({ realm, subject, policy, groupAttribute, application, clientIp, now, ports });
    const audit = { result: verdict.result, rules: [...verdict.rules] };
    if (verdict.result === 'deny') {
      tell('DENIED');
      return goTo('denied', { audit });
    }
    if (verdict.result === 'allow') {
      tell('ALLOWED');
      return goTo('allowed', { audit });
    }
    tell('MFA_REQUIRED');
    state.setShared(pingIdVerdict, keepVerdict({ realm, runId, subject, ports }, verdict));
    return goTo('mfa', { audit });
  },
});
