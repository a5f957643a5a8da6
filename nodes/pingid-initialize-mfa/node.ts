import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';
import { CONNECTOR_INPUTS, readConnectorInput } from '../pingid/connector-input.ts';
import { connectorOutput } from '../pingid/connector-output.ts';
import { judgePerson, policyFields } from '../pingid/judge-person.ts';
import { keepVerdict, NOTHING_TAKEN } from '../pingid/kept-verdict.ts';
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
  writes: [pingIdInput, pingIdOutput],
  guards: [pingIdVerdict],
  /** What the caller said when the node was first come to: it is asked again when a device was enrolled since. */
  memory: z.object({ application: z.string() }),
  run: async ({ config, realm, memory, state, guarded, subject: identified, evidence, request, ports, now, goTo }) => {
    const given = state.get(pingIdInput);
    // A properties file holds a key, so that nothing of the input stays.
    state.remove(pingIdInput);
    const input = readConnectorInput(CONNECTOR_INPUTS.initializeMfa, given);
    const subject = provedSubject(identified, evidence);
    const { clientIp } = request;
    const tell = (status: 'MFA_REQUIRED' | 'ALLOWED' | 'DENIED') =>
      state.setShared(pingIdOutput, connectorOutput({ status, sub: subject.username, clientIp }));
    // What it says now is what holds, whatever it said before, and what it denies must not open what comes behind.
    guarded.clear(pingIdVerdict);
    const deny = () => {
      tell('DENIED');
      keepVerdict(subject, NOTHING_TAKEN, guarded);
    };
    if (input !== undefined && (await ports.identities.find(realm, input.sub))?.id !== subject.id) {
      deny();
      return goTo('denied', { audit: { reason: 'otherSubject' } });
    }
    const { policy, groupAttribute, applicationId } = config;
    const application = input?.saasid ?? memory.get()?.application ?? applicationId;
    memory.set({ application });
    const verdict = await judgePerson({ realm, subject, policy, groupAttribute, application, clientIp, now, ports });
    const audit = { result: verdict.result, rules: [...verdict.rules] };
    if (verdict.result === 'deny') {
      deny();
      return goTo('denied', { audit });
    }
    if (verdict.result === 'allow') {
      tell('ALLOWED');
      return goTo('allowed', { audit });
    }
    tell('MFA_REQUIRED');
    keepVerdict(subject, verdict, guarded);
    return goTo('mfa', { audit });
  },
});
