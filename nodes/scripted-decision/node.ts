import { defineNode, listField, scriptField } from '@waygate/node-kit';
import { type CallbackType, callback, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { isOwnProperty } from '../set-session-properties/property-name.ts';
import { scriptRequest } from './script-request.ts';

/** A script may ask whatever a node can ask. */
const CALLBACKS: readonly CallbackType[] = callback.options.map(({ shape }) => shape.type.value);
/** What AM writes for a script that is not chosen yet. */
const NO_SCRIPT = ['', '[Empty]'];
/** Which outcomes there are is the author's to say. */
const OUTCOMES: Readonly<Record<string, string>> = {};

export default defineNode({
  type: 'ScriptedDecisionNode',
  displayName: 'Scripted Decision',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'code',
  summary: 'Lets a script of the realm decide, ask the person, and read and write the state.',
  config: z.object({
    script: scriptField('Script', 'The script that runs here. A sign-on stays with what the script says when it begins.'),
    outcomes: listField('Outcomes', 'What the script may set as its outcome. Anything else ends the journey in failure.'),
    inputs: listField('Script inputs', 'State keys that the script may read; * means all.', ['*']),
    outputs: listField('Script outputs', 'State keys that the script may write; * means any.', ['*']),
  }),
  cautions: ({ script }) =>
    NO_SCRIPT.includes(script ?? '')
      ? [{ path: 'script', code: 'no_script', text: 'No script is chosen. A person who gets there fails to sign on.' }]
      : [],
  outcomes: OUTCOMES,
  openOutcomes: true,
  activeOutcomes: ({ outcomes }) => [...new Set(outcomes)],
  callbacks: CALLBACKS,
  dynamicReads: ({ inputs }) => inputs,
  dynamicWrites: ({ outputs }) => outputs,
  local: z.object({ sent: z.array(callback) }),
  async run(context) {
    const { config, node, state, local, answers, ports } = context;
    const sent = local.get()?.sent ?? [];
    const given = answers.all().flatMap((answer, index) => {
      const asked = sent[index];
      return asked?.type === answer.type ? [{ sent: asked, answer }] : [];
    });
    const request = await scriptRequest(context, config.script, config.outputs, given);
    const result = await ports.scripts.run(request);
    for (const change of result.changes) {
      if (change.change === 'put') state.setNamed(change.key, change.value, change.scope);
      else state.removeNamed(change.key, change.scope);
    }
    const { action, header, description, stage } = result;
    if (action.kind === 'suspend')
      return context.suspend(action.message, action.minutes === undefined ? {} : { duration: action.minutes * 60 });
    if (action.kind === 'send') {
      const send = context.send(action.callbacks);
      local.set({ sent: [...send.callbacks] });
      return {
        ...send,
        ...(header === undefined ? {} : { header }),
        ...(description === undefined ? {} : { description }),
        ...(stage === undefined ? {} : { stage }),
      };
    }
    if (!config.outcomes.includes(action.outcome)) {
      const message = `The script of ${node.displayName} took the outcome ${action.outcome}, which is not among those of the node.`;
      throw new WaygateError('authoring', 'script.outcome_undeclared', message);
    }
    const properties = [...Object.keys(result.sessionProperties), ...result.removedSessionProperties];
    const reserved = properties.find((name) => !isOwnProperty(name));
    if (reserved !== undefined) {
      throw new WaygateError(
        'authoring',
        'script.reserved_property',
        `The session property ${reserved} is set by the server itself; the script of ${node.displayName} may not.`,
      );
    }
    const identified = result.identifiedUser === undefined ? undefined : await ports.identities.find(context.realm, result.identifiedUser);
    if (result.identifiedUser !== undefined && identified === undefined) {
      throw new WaygateError(
        'authoring',
        'script.identity_missing',
        `The script of ${node.displayName} identified somebody who is not in the realm.`,
      );
    }
    const failureMessage = result.errorMessage ?? result.lockoutMessage;
    return context.goTo(action.outcome, {
      sessionProperties: result.sessionProperties,
      removedSessionProperties: result.removedSessionProperties,
      ...(identified === undefined ? {} : { identified: { id: identified.id, username: identified.username } }),
      ...(failureMessage === undefined ? {} : { failureMessage }),
      ...(result.audit === undefined ? {} : { audit: { script: result.audit } }),
    });
  },
});
