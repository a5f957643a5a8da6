import { FAILURE_ID, type JourneyDocument, type JourneyNode, type JsonObject, type PageChild, SUCCESS_ID } from '@waygate/schema';
import { checkOptions } from './check-options.ts';
import { checkReferences } from './check-references.ts';
import { checkTemplates } from './check-templates.ts';
import { checkTranslations } from './check-translations.ts';
import { findFailureLoops } from './find-failure-loops.ts';
import { findUnboundedLoops } from './find-unbounded-loops.ts';
import { findWeakFactors } from './find-weak-factors.ts';
import type { NodeFacts, NodeFactsById } from './node-facts.ts';
import { outcomesWith } from './outcomes-with.ts';
import { pageChildren } from './page-children.ts';
import { parseConfig } from './parse-config.ts';
import type { Problem } from './problem.ts';
import type { RealmReferences } from './realm-references.ts';
import { supportedType } from './supported-type.ts';
import { type ConfigValues, NO_VALUES } from './values/config-values.ts';
import type { ValueFault } from './values/resolve-config.ts';

/** What a journey's surroundings say; without it, references to other journeys are not checked. */
export interface JourneySurroundings {
  /** Names of the inner journeys of a journey, or undefined when there is no such journey. */
  innerJourneys(name: string): readonly string[] | undefined;
  /** E-mail templates of the realm by id, and whether each is switched on; without them none is checked. */
  readonly emailTemplates?: ReadonlyMap<string, boolean>;
  /** What else nodes may name; without it that is not checked. */
  readonly references?: RealmReferences;
}

/**
 * Checks a journey the way publishing does.
 * @param values what its secrets and placeholders stand for; without them none can be told
 * @returns problems in the order of the nodes; a journey without errors compiles
 */
export function validateJourney<T extends NodeFacts>(
  document: JourneyDocument,
  catalogue: NodeFactsById<T>,
  surroundings?: JourneySurroundings,
  values: ConfigValues = NO_VALUES,
): Problem[] {
  const problems: Problem[] = [];
  checkEntry(document, problems);
  problems.push(...checkOptions(document));
  for (const [nodeId, node] of Object.entries(document.nodes)) {
    checkConnections(document, nodeId, node, problems);
    const type = supportedType(catalogue, node);
    if (type === undefined) {
      problems.push(unsupported(catalogue, nodeId, node));
      continue;
    }
    checkConfig(type, values, nodeId, node, problems, surroundings);
    if (type.kind === 'page') checkPage(document, catalogue, values, nodeId, node, problems, surroundings);
    if (type.kind === 'inner' && type.imitates === undefined) checkInner(document, nodeId, node, surroundings, problems);
    checkOutcomes(document, catalogue, values, type, nodeId, node, problems);
  }
  checkReachability(document, problems);
  problems.push(...checkReferences(document, catalogue, surroundings?.references ?? {}));
  const loops = findUnboundedLoops(document, catalogue);
  const isError = (nodeId: string) => loops.some((loop) => loop.nodeId === nodeId);
  problems.push(
    ...loops,
    ...findFailureLoops(document, catalogue, isError),
    ...checkTranslations(document, catalogue),
    ...findWeakFactors(document, catalogue),
  );
  return problems;
}

/**
 * Outcomes of a node in its journey: those of its type, or for a page those of its last child (version 2.0 puts the child's id before them).
 * @returns undefined when they cannot be told because this server cannot run the node or a configuration does not parse
 */
export function outcomesOf<T extends NodeFacts>(
  document: JourneyDocument,
  catalogue: NodeFactsById<T>,
  node: JourneyNode,
  values: ConfigValues = NO_VALUES,
): readonly { readonly id: string; readonly displayName: string }[] | undefined {
  const type = supportedType(catalogue, node);
  if (type === undefined) return undefined;
  if (type.kind !== 'page') return outcomesWith(type, node.config, values);
  const last = pageChildren(document, node).at(-1);
  if (last?.instance === undefined) return [];
  const childType = supportedType(catalogue, last.instance);
  if (childType === undefined || childType.kind !== 'plain') return undefined;
  const prefix = node.version === '2.0' ? `${last.reference._id}-` : '';
  return outcomesWith(childType, last.instance.config, values)?.map((outcome) => ({ ...outcome, id: `${prefix}${outcome.id}` }));
}

function checkEntry(document: JourneyDocument, problems: Problem[]): void {
  if (isTarget(document, document.entryNodeId)) return;
  problems.push({
    severity: 'error',
    code: 'journey.entry_missing',
    message: `The journey starts at ${document.entryNodeId}, which it does not contain. Connect Start to a node.`,
    parameters: { target: document.entryNodeId },
  });
}

function checkConnections(document: JourneyDocument, nodeId: string, node: JourneyNode, problems: Problem[]): void {
  for (const [outcome, target] of Object.entries(node.connections)) {
    if (isTarget(document, target)) continue;
    problems.push({
      severity: 'error',
      code: 'journey.connection_dangling',
      message: `Outcome ${outcome} of ${label(nodeId, node)} leads to ${target}, which the journey does not contain. Connect it again.`,
      parameters: { node: nameOf(nodeId, node), outcome, target },
      nodeId,
      outcome,
    });
  }
}

function checkConfig(
  type: NodeFacts,
  values: ConfigValues,
  nodeId: string,
  node: PageChild,
  problems: Problem[],
  { emailTemplates }: Partial<JourneySurroundings> = {},
): void {
  const { config, issues, faults } = parseConfig(type, node.config, values);
  for (const fault of faults) problems.push(faultProblem(fault, nodeId, node));
  for (const issue of issues) {
    problems.push({
      severity: 'error',
      code: 'journey.config_invalid',
      message: `${issue.path === '' ? 'The configuration' : issue.path} of ${label(nodeId, node)}: ${issue.message}`,
      parameters: { node: nameOf(nodeId, node), field: issue.path, ...issue.parameters },
      nodeId,
      path: issue.path,
      issue: issue.message,
    });
  }
  if (config !== undefined) problems.push(...cautionsOf(type, config, nodeId, node));
  if (config !== undefined && emailTemplates !== undefined)
    problems.push(...checkTemplates(type, config, { nodeId, node: nameOf(nodeId, node) }, emailTemplates));
}

function cautionsOf(type: NodeFacts, config: JsonObject, nodeId: string, node: PageChild): Problem[] {
  return (type.cautions?.(config) ?? []).map(({ path, code, text }) => ({
    severity: 'warning',
    code: 'journey.caution',
    message: `${path} of ${label(nodeId, node)}: ${text}`,
    parameters: { node: nameOf(nodeId, node), field: path, issue: `caution.${code}` },
    nodeId,
    path,
    issue: text,
  }));
}

function faultProblem({ kind, member, name }: ValueFault, nodeId: string, node: PageChild): Problem {
  const at = (code: string, message: string, issue: string, more: Readonly<Record<string, string>> = {}): Problem => ({
    severity: 'error',
    code,
    message,
    parameters: { node: nameOf(nodeId, node), field: member, ...more },
    nodeId,
    path: member,
    issue,
  });
  const placeholder = `&{${name}}`;
  switch (kind) {
    case 'secret-unreadable':
      return at(
        'journey.secret_unreadable',
        `${member} of ${label(nodeId, node)} is a secret that cannot be opened here: it was sealed by another installation or for another field, or it was altered. Enter it again.`,
        'The secret cannot be opened here. Enter it again.',
      );
    case 'secret-missing':
      return at(
        'journey.secret_missing',
        `${label(nodeId, node)} names the secret ${placeholder}, which nobody here knows. Enter it.`,
        `The secret ${placeholder} is to be entered.`,
        { secret: placeholder },
      );
    case 'variable-missing':
      return at(
        'journey.variable_missing',
        `${member} of ${label(nodeId, node)} names ${placeholder}, and this installation has no such variable.`,
        `There is no variable for ${placeholder}.`,
        { variable: placeholder },
      );
    case 'variable-kind':
      return at(
        'journey.variable_kind',
        `${member} of ${label(nodeId, node)} is to be read as ${name}, and its text is none.`,
        `The text cannot be read as ${name}.`,
        { kind: name },
      );
  }
}

function checkPage<T extends NodeFacts>(
  document: JourneyDocument,
  catalogue: NodeFactsById<T>,
  values: ConfigValues,
  nodeId: string,
  node: JourneyNode,
  problems: Problem[],
  surroundings: JourneySurroundings | undefined,
): void {
  const children = pageChildren(document, node);
  const page = nameOf(nodeId, node);
  if (children.length === 0) {
    problems.push({
      severity: 'error',
      code: 'journey.page_empty',
      message: `${label(nodeId, node)} has no nodes in it. Put at least one node on the page.`,
      parameters: { node: page },
      nodeId,
    });
  }
  const seen = new Set<string>();
  for (const [index, { reference, instance }] of children.entries()) {
    const childId = reference._id;
    if (instance === undefined) {
      problems.push({
        severity: 'error',
        code: 'journey.page_child_missing',
        message: `${label(nodeId, node)} names ${reference.displayName} (${childId}), which the journey does not contain.`,
        parameters: { node: page, child: reference.displayName === '' ? childId : reference.displayName },
        nodeId,
      });
      continue;
    }
    const child = nameOf(childId, instance);
    const add = (code: string, message: string) =>
      problems.push({ severity: 'error', code, message, parameters: { node: page, child }, nodeId: childId });
    if (seen.has(childId)) {
      add('journey.page_child_twice', `${label(childId, instance)} stands on ${label(nodeId, node)} twice. Take it off once.`);
      continue;
    }
    seen.add(childId);
    const type = supportedType(catalogue, instance);
    if (type === undefined) {
      problems.push(unsupported(catalogue, childId, instance));
      continue;
    }
    // A page cannot wait for somebody who comes back by a link.
    if (type.kind !== 'plain' || suspendsOnly(type)) {
      add('journey.page_child_kind', `${label(childId, instance)} cannot stand on a page. Put it after the page.`);
      continue;
    }
    checkConfig(type, values, childId, instance, problems, surroundings);
    if (index < children.length - 1 && (outcomesWith(type, instance.config, values)?.length ?? 0) > 1) {
      add(
        'journey.page_child_outcomes',
        `${label(childId, instance)} has several outcomes, so it can only be the last node of ${label(nodeId, node)}.`,
      );
    }
  }
}

function checkInner(
  document: JourneyDocument,
  nodeId: string,
  node: JourneyNode,
  surroundings: JourneySurroundings | undefined,
  problems: Problem[],
): void {
  const name = node.config['tree'];
  const add = (code: string, message: string) =>
    problems.push({
      severity: 'error',
      code,
      message,
      parameters: { node: nameOf(nodeId, node), journey: typeof name === 'string' ? name : '' },
      nodeId,
      path: 'tree',
    });
  if (typeof name !== 'string' || name === '') {
    add('journey.inner_missing', `${label(nodeId, node)} names no journey. Choose the journey that it runs.`);
    return;
  }
  if (name === document.name) {
    add('journey.inner_recursive', `${label(nodeId, node)} runs the journey that it is part of.`);
    return;
  }
  if (surroundings === undefined) return;
  if (surroundings.innerJourneys(name) === undefined) {
    add(
      'journey.inner_unknown',
      `${label(nodeId, node)} runs ${name}, and there is no published journey of this name. Publish it first, or together.`,
    );
  } else if (reaches(name, document.name, surroundings)) {
    add('journey.inner_recursive', `${label(nodeId, node)} runs ${name}, which runs ${document.name} again.`);
  }
}

function checkOutcomes<T extends NodeFacts>(
  document: JourneyDocument,
  catalogue: NodeFactsById<T>,
  values: ConfigValues,
  type: NodeFacts,
  nodeId: string,
  node: JourneyNode,
  problems: Problem[],
): void {
  const outcomes = outcomesOf(document, catalogue, node, values);
  if (outcomes === undefined) return;
  for (const outcome of outcomes) {
    if (Object.hasOwn(node.connections, outcome.id)) continue;
    problems.push({
      severity: 'warning',
      code: 'journey.outcome_unconnected',
      message: `Outcome ${outcome.displayName} of ${label(nodeId, node)} leads nowhere. A person who gets there fails to sign on.`,
      parameters: { node: nameOf(nodeId, node), outcome: outcome.displayName },
      nodeId,
      outcome: outcome.id,
    });
  }
  for (const id of Object.keys(node.connections)) {
    if (outcomes.some((outcome) => outcome.id === id)) continue;
    problems.push({
      severity: 'warning',
      code: 'journey.outcome_lost',
      message: `${label(nodeId, node)} has no outcome ${id} (any more), but a connection from it. With this configuration a ${type.type} cannot take it.`,
      parameters: { node: nameOf(nodeId, node), outcome: id },
      nodeId,
      outcome: id,
    });
  }
}

function checkReachability(document: JourneyDocument, problems: Problem[]): void {
  const seen = new Set<string>();
  const open = [document.entryNodeId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = Object.hasOwn(document.nodes, id) ? document.nodes[id] : undefined;
    if (node !== undefined) open.push(...Object.values(node.connections));
  }
  for (const [nodeId, node] of Object.entries(document.nodes)) {
    if (seen.has(nodeId)) continue;
    problems.push({
      severity: 'warning',
      code: 'journey.node_unreachable',
      message: `No route leads to ${label(nodeId, node)}.`,
      parameters: { node: nameOf(nodeId, node) },
      nodeId,
    });
  }
  if (!seen.has(SUCCESS_ID)) {
    problems.push({
      severity: 'warning',
      code: 'journey.no_success',
      message: 'No route leads to Success: nobody can sign on with this journey.',
    });
  }
}

function suspendsOnly({ callbacks }: NodeFacts): boolean {
  return callbacks.length > 0 && callbacks.every((callback) => callback === 'SuspendedTextOutputCallback');
}

function reaches(from: string, wanted: string, surroundings: JourneySurroundings): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === wanted) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...(surroundings.innerJourneys(name) ?? []));
  }
  return false;
}

function isTarget(document: JourneyDocument, id: string): boolean {
  return id === SUCCESS_ID || id === FAILURE_ID || Object.hasOwn(document.nodes, id);
}

/** No error: a journey that came from elsewhere is of use without the routes that this server cannot run, and nobody passes there. */
function unsupported<T extends NodeFacts>(catalogue: NodeFactsById<T>, nodeId: string, node: PageChild): Problem {
  const { type, version = '1.0' } = node;
  const known = catalogue.get(type);
  const name = { node: nameOf(nodeId, node), type };
  if (known === undefined) {
    return {
      severity: 'warning',
      code: 'journey.unknown_node',
      message: `This server cannot run ${label(nodeId, node)}: it has no node type ${type}. A person who gets there fails to sign on.`,
      parameters: name,
      nodeId,
    };
  }
  if (known.actingAs !== undefined && known.version === version) {
    return {
      severity: 'warning',
      code: 'journey.not_imitable',
      message: `${label(nodeId, node)} names a type of node that it cannot run as: this server does not have it, or its outcomes are not known beforehand. A person who gets there fails to sign on.`,
      parameters: name,
      nodeId,
      path: 'nodeType',
    };
  }
  return {
    severity: 'warning',
    code: 'journey.unknown_version',
    message: `This server cannot run ${label(nodeId, node)}: it has ${type} in version ${known.version}, not ${version}. A person who gets there fails to sign on.`,
    parameters: { ...name, version, known: known.version },
    nodeId,
  };
}

function label(nodeId: string, node: { readonly displayName: string }): string {
  return node.displayName === '' ? nodeId : `"${node.displayName}"`;
}

function nameOf(nodeId: string, node: { readonly displayName: string }): string {
  return node.displayName === '' ? nodeId : node.displayName;
}
