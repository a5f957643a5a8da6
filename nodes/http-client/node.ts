import { defineNode, flagField, keyValueField, listField, secretField } from '@waygate/node-kit';
import { findUnsafeKey, type Json, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { isOutage } from '../outage/is-outage.ts';
import { outageFields } from '../outage/outage-fields.ts';
import { reportsOutage } from '../outage/reports-outage.ts';
import { fillAddress } from './fill-address.ts';
import { fillTemplate, keysOf, type Place } from './fill-template.ts';
import { readJsonPath } from './json-path.ts';

/** What there always is; the others are the author's to name. */
const OUTCOMES: Readonly<Record<string, string>> = { NOMATCHRESPONSE: 'Default Response', ERROR: 'Error' };

/** How a body is called, and how values are put into it. */
const BODIES = {
  XWWWFORMURLENCODED: { type: 'application/x-www-form-urlencoded', place: 'form' },
  JSON: { type: 'application/json', place: 'json' },
  XML: { type: 'application/xml', place: 'xml' },
  PLAIN: { type: 'text/plain', place: 'plain' },
} as const satisfies Record<string, { readonly type: string; readonly place: Place }>;

const paths = (title: string, help: string) =>
  keyValueField(title, help).refine(
    (mapper) => Object.values(mapper).every((path) => readJsonPath(path) !== undefined),
    'Every value must be a JSONPath, such as $.user.id.',
  );
const key = (title: string, help: string) => z.string().max(256).default('').meta({ title, help });

/** Why nothing was called where an operator lists what may be, and what its author can do. The host itself may be made of what somebody typed. */
const UNLISTED = 'outbound.unlisted';
const HELP = 'The server calls listed hosts alone. Ask its operator to add this one to WAYGATE_SCRIPT_HOSTS.';

const node = defineNode({
  type: 'RESTNode',
  displayName: 'HTTP Client',
  category: 'utilities',
  tags: ['marketplace', 'trustnetwork'],
  icon: 'world',
  summary: 'Asks another server over HTTP, and goes on by what it answers.',
  config: z.object({
    restURL: key('URL', `Address to ask. \${key} stands for a value of the shared state, \${key.$.path} for a part of it.`),
    requestMode: z
      .enum(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'])
      .default('GET')
      .meta({
        title: 'Request mode',
        help: 'Method of the request.',
        options: { GET: 'GET', POST: 'POST', PUT: 'PUT', DELETE: 'DELETE', PATCH: 'PATCH', HEAD: 'HEAD' },
      }),
    queryParamsMap: keyValueField('Query parameters', 'Names and values that are added to the address.'),
    headersMap: keyValueField('Headers', 'Names and values. A secret stands in a variable, such as &{esv.my.key}.'),
    payload: z.string().max(65_536).default('').meta({ title: 'Payload', help: 'Body of the request.', field: 'multiline' }),
    bodyType: z
      .enum(['XWWWFORMURLENCODED', 'JSON', 'XML', 'PLAIN'])
      .default('JSON')
      .meta({
        title: 'Body type',
        help: 'What the payload is. Values from the state are escaped for it.',
        options: { XWWWFORMURLENCODED: 'Form', JSON: 'JSON', XML: 'XML', PLAIN: 'Plain text' },
      }),
    basicAuthn: flagField('Basic authentication', 'Not offered here: send an Authorization header. A node with it takes Error.'),
    usemTLS: flagField('Use mTLS', 'Not offered here. A node with it takes Error.'),
    publicCert: z
      .string()
      .max(65_536)
      .optional()
      .meta({ title: 'Public certificate', help: 'Kept as it is; not used here.', field: 'multiline' }),
    privateKey: secretField('Private key', 'Kept as it is; not used here.'),
    disableCertChecks: flagField('Disable certificate checks', 'Kept as it is: certificates are checked always.'),
    timeout: z
      .int()
      .min(1)
      .max(30)
      .default(30)
      .meta({ title: 'Timeout', help: 'How long the answer may take, all of it.', unit: 'seconds' }),
    responseCodes: listField('Response codes', 'Each is an outcome; 2xx stands for all that begin with 2.'),
    statusCodeReturn: key('Status code return', 'State key that gets the number of the status.'),
    bodyReturn: key('Body return', 'State key that gets the body as a text.'),
    jpToSSMapper: paths('JSONPath to shared state', 'State keys, each with the JSONPath of the value in the answer that it gets.'),
    jpToOutcomeMapper: paths(
      'JSONPath to outcome',
      'Outcomes, each with a JSONPath such as $[?(@.risk > 50)]; the first that finds something is taken.',
    ),
    ...outageFields,
  }),
  outcomes: OUTCOMES,
  openOutcomes: true,
  activeOutcomes: ({ responseCodes, jpToOutcomeMapper }) => [
    ...new Set([...responseCodes, ...Object.keys(jpToOutcomeMapper), 'NOMATCHRESPONSE', 'ERROR']),
  ],
  dynamicReads: ({ restURL, payload, queryParamsMap, headersMap }) => [
    ...new Set([restURL, payload, ...Object.values(queryParamsMap), ...Object.values(headersMap)].flatMap(keysOf)),
  ],
  dynamicWrites: ({ statusCodeReturn, bodyReturn, jpToSSMapper }) =>
    [statusCodeReturn, bodyReturn, ...Object.keys(jpToSSMapper)].filter((name) => name !== ''),
  run: async ({ config, state, ports, goTo }) => {
    if (config.basicAuthn || config.usemTLS) return goTo('ERROR', { audit: { reason: 'not_offered' } });
    const { shared } = state.scopes();
    const url = fillAddress(config.restURL, shared);
    if (url === null) return goTo('ERROR', { audit: { reason: 'address' } });
    for (const [name, value] of Object.entries(config.queryParamsMap)) url.searchParams.append(name, fillTemplate(value, shared, 'plain'));
    const { type, place } = BODIES[config.bodyType];
    const body = config.payload === '' ? undefined : fillTemplate(config.payload, shared, place);
    const given = Object.entries(config.headersMap).map(
      ([name, value]) => [name.toLowerCase(), fillTemplate(value, shared, 'plain')] as const,
    );
    const headers = { ...(body === undefined ? {} : { 'content-type': type }), ...Object.fromEntries(given) };
    const request = { url: url.href, method: config.requestMode, headers, body, within: config.timeout * 1_000 };
    const answer = await ports.http.send(request).catch((error: unknown) => {
      if (config.outageOutcome === true && isOutage(error)) throw error;
      if (error instanceof WaygateError) return error.code;
      throw error;
    });
    if (typeof answer === 'string') return goTo('ERROR', { audit: { reason: answer, ...(answer === UNLISTED ? { help: HELP } : {}) } });
    const { status } = answer;
    const byStatus = outcomeOf(status, config.responseCodes);
    // A failure that the author has an outcome for is theirs.
    if (config.outageOutcome === true && status >= 500 && byStatus === 'NOMATCHRESPONSE')
      throw new WaygateError('operational', 'outage.server_failed', `The server answered with ${status}.`);
    const received = readBody(answer.body);
    const wanted = Object.keys(config.jpToSSMapper).length + Object.keys(config.jpToOutcomeMapper).length;
    if (received === undefined && wanted > 0) return goTo('ERROR', { audit: { status, reason: 'body' } });
    if (config.statusCodeReturn !== '') state.setNamed(config.statusCodeReturn, status);
    if (config.bodyReturn !== '') state.setNamed(config.bodyReturn, answer.body);
    for (const [name, path] of Object.entries(config.jpToSSMapper)) {
      const read = readJsonPath(path);
      const values = read?.find(received ?? null) ?? [];
      const [value] = values;
      if (read?.single === false) state.setNamed(name, [...values]);
      else if (value !== undefined) state.setNamed(name, value);
    }
    const byBody = Object.entries(config.jpToOutcomeMapper).find(
      ([, path]) => (readJsonPath(path)?.find([received ?? null]).length ?? 0) > 0,
    );
    return goTo(byBody?.[0] ?? byStatus, { audit: { status } });
  },
});

export default reportsOutage(node);

/** The outcome of a status: the code itself goes before those that stand for several. */
function outcomeOf(status: number, codes: readonly string[]): string {
  const text = String(status);
  const matches = (code: string) =>
    code.length === text.length && [...code.toLowerCase()].every((sign, index) => sign === 'x' || sign === text[index]);
  return codes.find((code) => code === text) ?? codes.find(matches) ?? 'NOMATCHRESPONSE';
}

/** What a body says in JSON; undefined when it is none, or one that is only there to do harm. */
function readBody(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return findUnsafeKey(value) === undefined ? value : undefined;
  } catch {
    return undefined;
  }
}
