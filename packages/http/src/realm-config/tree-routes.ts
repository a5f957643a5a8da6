import { randomUUID } from 'node:crypto';
import { amTreeOf, childReferences, type JourneyDocument, type JsonObject, TREE_KEYS, WaygateError } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import { type ConfigRequest, methodNotAllowed, nothingHere, objectOf, text, unknownAction } from './config-request.ts';
import { actionAnswer, checkPreconditions, queryAnswer, refuseOthers, resourceAnswer } from './crest.ts';
import { journeyFromTree, nodesOnlyIn } from './journey-from-tree.ts';
import { liveJourney, liveJourneys } from './live-journeys.ts';
import { makeLive, STAGED_MS } from './make-live.ts';

/** Members that a tree may be written with. */
const MEMBERS = [...TREE_KEYS, 'entryNodeId', 'nodes'];

/** `authenticationtrees/trees`: the live journeys of a realm. */
export async function treeRoutes(request: ConfigRequest): Promise<HttpAnswer> {
  const { method, path, query, deps, realm } = request;
  const [name, ...more] = path;
  const action = query.get('_action');
  if (more.length > 0) throw nothingHere();
  if (name === undefined) {
    if (method === 'GET')
      return queryAnswer(
        request,
        (await liveJourneys(deps.journeys, realm)).map(({ document }) => treeResource(document)),
      );
    if (method !== 'POST') throw methodNotAllowed(method);
    if (action === 'template') return actionAnswer({ ...TEMPLATE });
    if (action === 'schema') return actionAnswer(SCHEMA);
    if (action === 'create') return writeTree(request, text(objectOf(request), '_id') ?? randomUUID(), true);
    throw unknownAction(action);
  }
  switch (method) {
    case 'GET': {
      const live = await liveJourney(deps.journeys, realm, name);
      if (live === undefined) throw nothingHere();
      return resourceAnswer(request, treeResource(live.document));
    }
    case 'PUT':
      return writeTree(request, name, false);
    case 'DELETE':
      return removeTree(request, name);
    case 'POST':
      if (action === 'clone') return cloneTree(request, name);
      throw unknownAction(action);
    default:
      throw methodNotAllowed(method);
  }
}

function writeTree(request: ConfigRequest, name: string, isNew: boolean): Promise<HttpAnswer> {
  const { deps, realm, admin, now } = request;
  return request.turns.take(realm, async () => {
    const live = await liveJourneys(deps.journeys, realm);
    const before = live.find(({ document }) => document.name === name);
    if (isNew && before !== undefined) throw taken(name);
    checkPreconditions(request, before === undefined ? undefined : treeResource(before.document));
    const body = objectOf(request);
    refuseOthers(body, MEMBERS);
    const { other } = before?.document ?? {};
    const { document: written, staged } = await journeyFromTree(request, { ...withoutMeta(body), _id: name }, live);
    const document = other === undefined ? written : { ...written, other };
    await makeLive(request, [document], live);
    await deps.stagedNodes.removeAll(realm, staged);
    if (before !== undefined) {
      const others = live.filter((one) => one !== before);
      const left = nodesOnlyIn(before.document, [...others, { versionId: '', document }], admin.username);
      await keepLeftBehind(request, left, now);
    }
    return resourceAnswer(request, treeResource(document), before === undefined ? { at: addressOf(realm, name) } : undefined);
  });
}

function removeTree(request: ConfigRequest, name: string): Promise<HttpAnswer> {
  const { deps, realm, admin, now, http } = request;
  return request.turns.take(realm, async () => {
    const live = await liveJourneys(deps.journeys, realm);
    const before = live.find(({ document }) => document.name === name);
    if (before === undefined) throw nothingHere();
    checkPreconditions(request, treeResource(before.document));
    if ((await http.realms.settings(realm))?.defaultJourney === name) {
      throw new WaygateError('state', 'config.in_use', `${name} is the default journey of the realm. Choose another default first.`);
    }
    await deps.journeys.remove(realm, name);
    request.audit('journey.removed', { realm, journey: name });
    await keepLeftBehind(
      request,
      nodesOnlyIn(
        before.document,
        live.filter((one) => one !== before),
        admin.username,
      ),
      now,
    );
    return resourceAnswer(request, treeResource(before.document));
  });
}

/** A node that its journey lost stays to be seen and deleted for a while, as far as there is room: nothing depends on it. */
async function keepLeftBehind(request: ConfigRequest, left: ReturnType<typeof nodesOnlyIn>, now: number): Promise<void> {
  const { deps, realm, http } = request;
  try {
    await deps.stagedNodes.put(realm, left, now + STAGED_MS);
  } catch (error) {
    if (!(error instanceof WaygateError) || error.code !== 'staging.full') throw error;
    http.log.warn({ realm, nodes: left.length }, 'Nodes that a journey lost were not kept: there is no room for more.');
  }
}

function cloneTree(request: ConfigRequest, name: string): Promise<HttpAnswer> {
  const { deps, realm } = request;
  return request.turns.take(realm, async () => {
    const live = await liveJourneys(deps.journeys, realm);
    const before = live.find(({ document }) => document.name === name);
    if (before === undefined) throw nothingHere();
    const newId = text(objectOf(request), 'newId') ?? '';
    if (newId === '') throw new WaygateError('input', 'config.invalid', 'The attribute newId is missing.');
    if (live.some(({ document }) => document.name === newId)) throw taken(newId);
    const document = withNewIds({ ...before.document, name: newId });
    await makeLive(request, [document], live);
    return resourceAnswer(request, treeResource(document), { at: addressOf(realm, newId) });
  });
}

/** A tree as AM 7 has it: a member that only later ones know is left out while it says nothing, because clients bring it to servers that refuse it. */
function treeResource(document: JourneyDocument): JsonObject {
  const { transactionalOnly, ...tree } = amTreeOf(document);
  return transactionalOnly === true ? { ...tree, transactionalOnly } : tree;
}

/** The same journey with nodes of its own. */
function withNewIds(document: JourneyDocument): JourneyDocument {
  const ids = new Map([...Object.keys(document.nodes), ...Object.keys(document.innerNodes)].map((id) => [id, randomUUID() as string]));
  const of = (id: string) => ids.get(id) ?? id;
  // Outcomes of a page of version 2.0 begin with the id of its last child.
  const outcome = (id: string) => {
    const child = Object.keys(document.innerNodes).find((one) => id.startsWith(`${one}-`));
    return child === undefined ? id : `${of(child)}${id.slice(child.length)}`;
  };
  const config = (before: JsonObject): JsonObject => {
    const children = childReferences(before);
    return children.length === 0 ? before : { ...before, nodes: children.map((child) => ({ ...child, _id: of(child._id) })) };
  };
  return {
    ...document,
    entryNodeId: of(document.entryNodeId),
    nodes: Object.fromEntries(
      Object.entries(document.nodes).map(([id, node]) => [
        of(id),
        {
          ...node,
          config: config(node.config),
          connections: Object.fromEntries(Object.entries(node.connections).map(([from, to]) => [outcome(from), of(to)])),
        },
      ]),
    ),
    innerNodes: Object.fromEntries(Object.entries(document.innerNodes).map(([id, node]) => [of(id), node])),
  };
}

/** Address of a tree below the public one. */
function addressOf(realm: string, name: string): string {
  return `${realmAddress(realm)}/realm-config/authentication/authenticationtrees/trees/${encodeURIComponent(name)}`;
}

/** Address of a realm's JSON resources below the public one. */
export function realmAddress(realm: string): string {
  const parts = realm.split('/').filter((part) => part !== '');
  return `/am/json/realms/root${parts.map((part) => `/realms/${part}`).join('')}`;
}

function withoutMeta(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !key.startsWith('_')));
}

function taken(name: string): WaygateError {
  return new WaygateError('state', 'config.exists', `Unable to save config: ${name} already exists`);
}

const TEMPLATE = { enabled: true, innerTreeOnly: false, mustRun: false, noSession: false, nodes: {}, staticNodes: {}, uiConfig: {} };

const SCHEMA = {
  type: 'object',
  properties: Object.fromEntries(
    MEMBERS.map((name, at) => [name, { title: name, propertyOrder: at * 100, required: name === 'entryNodeId', type: typeOf(name) }]),
  ),
};

function typeOf(name: string): string {
  if (['enabled', 'innerTreeOnly', 'mustRun', 'noSession', 'transactionalOnly'].includes(name)) return 'boolean';
  if (['maximumSessionTime', 'maximumIdleTime', 'treeTimeout'].includes(name)) return 'integer';
  return ['nodes', 'staticNodes', 'uiConfig'].includes(name) ? 'object' : 'string';
}
