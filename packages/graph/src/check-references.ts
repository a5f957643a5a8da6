import type { JourneyDocument, Json, JsonObject } from '@waygate/schema';
import type { NodeFacts, NodeFactsById } from './node-facts.ts';
import type { Problem } from './problem.ts';
import type { KnownScript, RealmReferences } from './realm-references.ts';
import { supportedType } from './supported-type.ts';
import { themeOfStage } from './theme-of-stage.ts';

/** What AM writes where no script is chosen. */
const NONE = '[Empty]';

/**
 * Tells what nodes name and the realm lacks or has no faith in, and what can be told of their scripts. All of it are warnings: the journey may have come from elsewhere, is of use without
 * those routes, and whoever gets there is told so clearly.
 */
export function checkReferences<T extends NodeFacts>(
  document: JourneyDocument,
  catalogue: NodeFactsById<T>,
  { scripts, themes, providers, watched, editable, webhooks }: RealmReferences,
): Problem[] {
  const problems: Problem[] = [];
  for (const [nodeId, node] of [...Object.entries(document.nodes), ...Object.entries(document.innerNodes)]) {
    const type = supportedType(catalogue, node);
    if (type === undefined) continue;
    const at = { nodeId, node: node.displayName === '' ? nodeId : node.displayName };
    for (const member of scripts === undefined ? [] : type.scripts) {
      const id = node.config[member];
      if (isName(id) && id !== NONE) problems.push(...scriptProblems(scripts?.get(id), id, member, at));
    }
    for (const id of textsOf(node.config['filteredProviders'])) {
      if (providers !== undefined && !providers.has(id)) problems.push(missingProvider(id, at));
    }
    const dependsOn = goesByWatched(type, node.config) ? node.config['identityProvider'] : undefined;
    if (isName(dependsOn) && watched !== undefined && !watched.has(dependsOn)) problems.push(missingWatched(dependsOn, at));
    const said = node.config['stateAttribute'];
    if (isName(said) && editable?.has(said) === true) problems.push(editableState(said, at));
    const webhook = node.config['webhookName'];
    if (isName(webhook) && webhooks !== undefined && !webhooks.has(webhook)) problems.push(missingWebhook(webhook, at));
    const stage = type.kind === 'page' ? node.config['stage'] : undefined;
    const theme = isName(stage) ? themeOfStage(stage) : undefined;
    if (theme !== undefined && themes !== undefined && !themes.has(theme)) problems.push(missingTheme(theme, at));
  }
  return problems;
}

/** Whether a node asks how the provider is that it names. Those that can report outages do so only when they are to. */
function goesByWatched({ ownMembers }: NodeFacts, config: JsonObject): boolean {
  return ownMembers?.includes('outageOutcome') !== true || config['outageOutcome'] === true;
}

interface Place {
  readonly nodeId: string;
  /** What people call it. */
  readonly node: string;
}

function scriptProblems(script: KnownScript | undefined, id: string, path: string, { nodeId, node }: Place): Problem[] {
  if (script === undefined) {
    const message = `"${node}" runs the script ${id}, which the realm does not have. A person who gets there fails to sign on.`;
    return [{ severity: 'warning', code: 'journey.script_missing', message, parameters: { node, script: id }, nodeId, path }];
  }
  return script.problems.map(({ code, message, parameters, line, column }) => ({
    severity: 'warning',
    code: code.replace('script.', 'journey.script_'),
    message: `"${node}", script ${script.name}, line ${line}, column ${column}: ${message}`,
    parameters: { ...parameters, node, script: script.name, line: String(line), column: String(column) },
    nodeId,
    path,
  }));
}

function missingTheme(id: string, { nodeId, node }: Place): Problem {
  const message = `"${node}" names the theme ${id}, which the realm does not have. The page is shown without it.`;
  return { severity: 'warning', code: 'journey.theme_missing', message, parameters: { node, id }, nodeId, path: 'stage' };
}

function missingProvider(id: string, { nodeId, node }: Place): Problem {
  const message = `"${node}" names the provider ${id}, which the realm does not have. It is not offered.`;
  return { severity: 'warning', code: 'journey.provider_missing', message, parameters: { node, id }, nodeId, path: 'filteredProviders' };
}

function missingWatched(id: string, { nodeId, node }: Place): Problem {
  const message = `"${node}" goes by the identity provider ${id}, which the realm does not have watched. A person who gets there fails to sign on.`;
  return { severity: 'warning', code: 'journey.watched_missing', message, parameters: { node, id }, nodeId, path: 'identityProvider' };
}

function editableState(id: string, { nodeId, node }: Place): Problem {
  const message = `"${node}" goes by the attribute ${id}, which people may edit themselves. Nothing that stands in it can be believed, so everybody is kept out while the second factor cannot be reached.`;
  return { severity: 'warning', code: 'journey.state_editable', message, parameters: { node, id }, nodeId, path: 'stateAttribute' };
}

function missingWebhook(id: string, { nodeId, node }: Place): Problem {
  const message = `"${node}" names the webhook ${id}, which the realm does not have. A person who gets there fails to sign on.`;
  return { severity: 'warning', code: 'journey.webhook_missing', message, parameters: { node, id }, nodeId, path: 'webhookName' };
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter(isName) : [];
}

/** A variable of the installation may stand for any name. */
function isName(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '' && !value.includes('&{');
}
