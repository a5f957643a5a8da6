import { randomUUID } from 'node:crypto';
import { amTreeOf, type JsonObject, type PageChild, WaygateError } from '@waygate/schema';
import { requireScriptAuthor } from '../admin/script-author.ts';
import type { HttpAnswer } from '../http-answer.ts';
import { type ConfigRequest, member, methodNotAllowed, nothingHere, objectOf, text, unknownAction } from './config-request.ts';
import { actionAnswer, checkPreconditions, queryAnswer, resourceAnswer } from './crest.ts';
import { DEFAULT_SCRIPTS } from './default-scripts.ts';
import { journeyFromTree, nodesOnlyIn, type WrittenJourney } from './journey-from-tree.ts';
import { type LiveJourney, liveJourneys, nodeIn, placesOf } from './live-journeys.ts';
import { makeLive, STAGED_MS } from './make-live.ts';
import { liveNodeResource, stagedInstance, stagedNodeResource } from './node-resource.ts';
import { withKnownSecrets } from './node-secrets.ts';
import { listedTypes, typeAction } from './node-types.ts';
import { realmAddress } from './tree-routes.ts';

/** A node's id would not look like this, so that it tells a version in an address from an id. */
const VERSION = /^\d{1,3}\.\d{1,3}$/;

/** `authenticationtrees/nodes`: the nodes of live journeys, and those that stand in none. */
export async function nodeRoutes(request: ConfigRequest): Promise<HttpAnswer> {
  const { method, path, query } = request;
  const action = query.get('_action');
  const [type, ...below] = path;
  if (type === undefined) {
    if (method !== 'POST') throw methodNotAllowed(method);
    if (action === 'nextdescendents') return actionAnswer({ result: await allNodes(request) });
    if (action === 'getAllTypes' || action === 'listLatestTypes') {
      const present = new Set((await allNodes(request)).map((node) => typeOf(node)));
      return actionAnswer({ result: listedTypes(request.deps.catalogue, present, action === 'listLatestTypes') });
    }
    throw unknownAction(action);
  }
  const version = VERSION.test(below[0] ?? '') ? below[0] : undefined;
  const [id, ...more] = version === undefined ? below : below.slice(1);
  if (more.length > 0) throw nothingHere();
  if (id === undefined) {
    if (method === 'GET') return queryAnswer(request, await allNodes(request, type));
    if (method !== 'POST') throw methodNotAllowed(method);
    if (action === 'create') return createNode(request, type, version);
    return actionAnswer(typeAction(request, type, version, action));
  }
  switch (method) {
    case 'GET': {
      const found = await nodeResource(request, type, id);
      if (found !== undefined) return resourceAnswer(request, found);
      if (request.deps.catalogue.has(type)) throw nothingHere();
      throw new WaygateError('notFound', 'config.unknown', `Resource '${type}/${id}' not found`);
    }
    case 'PUT':
      return request.turns.take(request.realm, () => writeNode(request, type, version, id));
    case 'DELETE':
      return request.turns.take(request.realm, () => removeNode(request, type, id));
    default:
      throw method === 'POST' ? unknownAction(action) : methodNotAllowed(method);
  }
}

/** Every node of a realm, or of a type of nodes, each once. */
async function allNodes({ deps, realm }: ConfigRequest, type?: string): Promise<JsonObject[]> {
  const found = new Map<string, JsonObject>();
  const live = await liveJourneys(deps.journeys, realm);
  for (const { document } of live) {
    for (const [id, node] of [...Object.entries(document.nodes), ...Object.entries(document.innerNodes)]) {
      if ((type === undefined || node.type === type) && !found.has(id)) found.set(id, liveNodeResource(deps, document, id, node));
    }
  }
  const staged = await deps.stagedNodes.list(realm);
  const instances = new Map(staged.map((node) => [node.id, stagedInstance(node)]));
  for (const node of staged) {
    if ((type === undefined || node.type === type) && !found.has(node.id)) {
      found.set(
        node.id,
        stagedNodeResource(deps, node, (id) => instances.get(id) ?? instanceIn(live, id)),
      );
    }
  }
  return [...found.values()];
}

async function nodeResource({ deps, realm }: ConfigRequest, type: string, id: string): Promise<JsonObject | undefined> {
  const live = await liveJourneys(deps.journeys, realm);
  const [place] = placesOf(live, id).filter(({ node }) => node.type === type);
  if (place !== undefined) return liveNodeResource(deps, place.journey.document, id, place.node);
  const staged = await deps.stagedNodes.get(realm, id);
  if (staged === undefined || staged.type !== type) return undefined;
  const children = new Map(
    (await Promise.all(childIds(staged.config).map((child) => deps.stagedNodes.get(realm, child)))).flatMap((child) =>
      child === undefined ? [] : [[child.id, stagedInstance(child)] as const],
    ),
  );
  return stagedNodeResource(deps, staged, (child) => children.get(child) ?? instanceIn(live, child));
}

async function createNode(request: ConfigRequest, type: string, version: string | undefined): Promise<HttpAnswer> {
  const id = text(objectOf(request), '_id') ?? randomUUID();
  return request.turns.take(request.realm, async () => {
    if ((await nodeResource(request, type, id)) !== undefined) {
      throw new WaygateError('state', 'config.exists', 'Unable to save config: Service already exists');
    }
    return writeNode(request, type, version, id);
  });
}

/** A node of live journeys makes new versions of them; any other waits for its journey. */
async function writeNode(request: ConfigRequest, type: string, asked: string | undefined, id: string): Promise<HttpAnswer> {
  const { deps, realm, admin, now } = request;
  checkId(id, type);
  const before = await nodeResource(request, type, id);
  checkPreconditions(request, before);
  const body = objectOf(request);
  await checkScript(request, type, body);
  const live = await liveJourneys(deps.journeys, realm);
  const places = placesOf(live, id).filter(({ node }) => node.type === type);
  const staged = await deps.stagedNodes.get(realm, id);
  const version = asked ?? versionOf(body) ?? places[0]?.node.version ?? (staged?.type === type ? staged.version : undefined);
  const given = Object.fromEntries(Object.entries(body).filter(([key]) => !key.startsWith('_')));
  if (places.length === 0) {
    const known = staged?.type === type ? staged.config : undefined;
    const config = withKnownSecrets(type, given, known, deps.catalogue);
    if (bringsScript(config, known, deps.catalogue.get(type)?.scripts ?? [])) requireScriptAuthor(admin);
    const node = { id, type, ...(version === undefined ? {} : { version }), config, author: admin.username };
    await deps.stagedNodes.put(realm, [node], now + STAGED_MS);
  } else {
    const changed: WrittenJourney[] = [];
    for (const { journey } of places) changed.push(await withNode(request, journey, live, id, type, given));
    await makeLive(
      request,
      changed.map(({ document }) => document),
      live,
    );
    await deps.stagedNodes.removeAll(realm, [...changed.flatMap((one) => one.staged), id]);
    const after = live.map((one) => ({
      ...one,
      document: changed.find(({ document }) => document.name === one.document.name)?.document ?? one.document,
    }));
    const left = places.flatMap(({ journey }) => nodesOnlyIn(journey.document, after, admin.username));
    await deps.stagedNodes.put(realm, left, now + STAGED_MS);
  }
  const written = await nodeResource(request, type, id);
  if (written === undefined) throw new WaygateError('unexpected', 'config.lost', 'What was written is not there.');
  return resourceAnswer(request, written, before === undefined ? { at: addressOf(realm, type, asked, id) } : undefined);
}

/** Whether a node would run a script that it did not when it goes live, which may be by the hand of somebody else with more rights. */
function bringsScript(config: JsonObject, before: JsonObject | undefined, members: readonly string[]): boolean {
  const named = members.filter((key) => !['', '[Empty]', null].some((none) => none === (config[key] ?? '')));
  const isTurnedOn = config['useScript'] === true && before?.['useScript'] !== true;
  return named.some((key) => isTurnedOn || config[key] !== before?.[key]);
}

/** A journey with another configuration of one of its nodes. */
async function withNode(
  request: ConfigRequest,
  { document }: LiveJourney,
  live: readonly LiveJourney[],
  id: string,
  type: string,
  config: JsonObject,
): Promise<WrittenJourney> {
  const written = new Map([[id, { type, config }]]);
  const { other } = document;
  const next = await journeyFromTree(request, amTreeOf(document), live, written);
  return other === undefined ? next : { ...next, document: { ...next.document, other } };
}

async function removeNode(request: ConfigRequest, type: string, id: string): Promise<HttpAnswer> {
  const { deps, realm } = request;
  const before = await nodeResource(request, type, id);
  if (before === undefined) throw nothingHere();
  checkPreconditions(request, before);
  const users = placesOf(await liveJourneys(deps.journeys, realm), id).map(({ journey }) => journey.document.name);
  if (users.length > 0) {
    throw new WaygateError('state', 'config.in_use', `The node ${id} stands in ${users.join(', ')}. Take it out of there first.`);
  }
  await deps.stagedNodes.remove(realm, id);
  return resourceAnswer(request, before);
}

/** AM refuses a node whose script is not there; whoever writes both writes the script first. */
async function checkScript({ deps, realm }: ConfigRequest, type: string, body: JsonObject): Promise<void> {
  const id = text(body, 'script');
  if (type !== 'ScriptedDecisionNode' || id === undefined || id === '' || id === '[Empty]' || DEFAULT_SCRIPTS.has(id)) return;
  if ((await deps.realmObjects.get(realm, 'script', id)) !== undefined) return;
  throw new WaygateError('input', 'config.invalid', 'Data validation failed for the attribute, Script');
}

function checkId(id: string, type: string): void {
  const reserved = ['__proto__', 'constructor', 'prototype'];
  if (id.length <= 256 && type.length <= 128 && !reserved.includes(id) && !reserved.includes(type)) return;
  throw new WaygateError('input', 'config.invalid', 'The name of the node or of its type cannot be used.');
}

function versionOf(body: JsonObject): string | undefined {
  const type = member(body, '_type');
  return typeof type === 'object' && type !== null && !Array.isArray(type) ? text(type, 'version') : undefined;
}

function typeOf(node: JsonObject): string {
  const type = member(node, '_type');
  return typeof type === 'object' && type !== null && !Array.isArray(type) ? (text(type, '_id') ?? '') : '';
}

function childIds(config: JsonObject): string[] {
  const list = member(config, 'nodes');
  if (!Array.isArray(list)) return [];
  return list.flatMap((child) => (typeof child === 'object' && child !== null && !Array.isArray(child) ? (text(child, '_id') ?? []) : []));
}

function instanceIn(live: readonly LiveJourney[], id: string): PageChild | undefined {
  for (const { document } of live) {
    const node = nodeIn(document, id);
    if (node !== undefined) return node;
  }
  return undefined;
}

function addressOf(realm: string, type: string, version: string | undefined, id: string): string {
  const parts = [type, ...(version === undefined ? [] : [version]), id].map(encodeURIComponent);
  return `${realmAddress(realm)}/realm-config/authentication/authenticationtrees/nodes/${parts.join('/')}`;
}
