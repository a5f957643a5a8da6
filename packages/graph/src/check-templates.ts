import type { JsonObject } from '@waygate/schema';
import type { NodeFacts } from './node-facts.ts';
import type { Problem } from './problem.ts';

/**
 * E-mail templates that a node names and that cannot be sent. No errors: whoever brings a journey along may bring its templates later.
 * @param config of the node, with defaults
 * @param templates of the realm by id, and whether each is switched on
 */
export function checkTemplates(
  type: NodeFacts,
  config: JsonObject,
  { nodeId, node }: { readonly nodeId: string; readonly node: string },
  templates: ReadonlyMap<string, boolean>,
): Problem[] {
  return type.emailTemplates.flatMap((member): Problem[] => {
    const template = config[member];
    if (typeof template !== 'string' || templates.get(template) === true) return [];
    const common = { severity: 'warning', parameters: { node, field: member, template }, nodeId, path: member } as const;
    if (templates.has(template)) {
      const message = `${member} of "${node}": the e-mail template ${template} is switched off, so nothing is sent.`;
      return [{ ...common, code: 'journey.template_disabled', message, issue: 'This template is switched off: nothing is sent.' }];
    }
    const message = `${member} of "${node}": the realm has no e-mail template ${template}. A person who gets there fails to sign on.`;
    return [{ ...common, code: 'journey.template_missing', message, issue: 'The realm has no template of this name.' }];
  });
}
