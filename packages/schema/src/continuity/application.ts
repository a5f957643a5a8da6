import { z } from 'zod';
import { groupName } from './group-name.ts';

/** Headers that the way between proxy and upstream, or who somebody is to a browser, hangs on; none of them can say who is signed on. */
const NOT_TO_BE_SET = new Set([
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-security-policy',
  'content-type',
  'cookie',
  'date',
  'expect',
  'host',
  'keep-alive',
  'location',
  'origin',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'referer',
  'server',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'www-authenticate',
]);

/** Name of the header that holds a signed statement of who is signed on. */
export const ASSERTION_HEADER = 'X-Waygate-Assertion';

/** A header that an upstream can be told something by. Underscores are none: many servers cannot tell them from dashes. */
const headerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/, 'Use letters and digits, with single dashes in between.')
  .max(64)
  .refine((name) => {
    const lower = name.toLowerCase();
    return (
      !NOT_TO_BE_SET.has(lower) &&
      !/^(forwarded$|x-forwarded-(for|host|method|port|prefix|proto|scheme|server|ssl|uri)$|sec-|access-control-|x-accel-|x-waygate-)/.test(
        lower,
      )
    );
  }, 'This header is not for saying who is signed on. Take another name.');

/** Origin as browsers write it: in small letters, with a port only where it is not the usual one. */
const ORIGIN = /^(https?):\/\/(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/;

/** What stands between the values of a list. */
const separator = z.string().regex(/^[ -$&-~]{1,8}$/, 'Use visible ASCII other than %, 8 characters at most.');

/** Where what a header says comes from. */
export const headerSource = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('attribute'),
    attribute: z.string().min(1).max(256).meta({ description: 'Attribute of the account; several values are joined by the separator.' }),
    separator: separator.default(','),
  }),
  z.strictObject({
    type: z.literal('groups').meta({ description: 'The groups of the person that count for this application.' }),
    separator: separator.default(','),
  }),
  z.strictObject({
    type: z.literal('session'),
    property: z
      .string()
      .min(1)
      .max(256)
      .meta({ description: 'username, userId, realm, authLevel, offline, or a property that the journey set.' }),
  }),
  z.strictObject({ type: z.literal('constant'), value: z.string().max(1_024) }),
]);
export type HeaderSource = z.infer<typeof headerSource>;

/** One header of an application. */
export const headerMapping = z.strictObject({ header: headerName, source: headerSource });
export type HeaderMapping = z.infer<typeof headerMapping>;

/** What an application does while its identity provider cannot be reached (Access Gateway). */
export const offlineState = z.enum(['INACTIVE', 'TEST', 'ACTIVE']);
export type OfflineState = z.infer<typeof offlineState>;

/** Groups that may use an application offline, by their names (Access Gateway). None means nobody; `Everyone` means all. */
export const groupPolicy = z.strictObject({
  groups: z
    .array(z.strictObject({ name: groupName }))
    .max(500)
    .default([]),
});
export type GroupPolicy = z.infer<typeof groupPolicy>;

const offlineAccess = groupPolicy.extend({
  state: offlineState.default('INACTIVE'),
  accessPolicyId: z.string().max(64).exactOptional(),
});

/** A header-based application that a proxy guards: who may enter, and what it is told of them. */
export const application = z.strictObject({
  id: z.uuid(),
  name: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, 'Use small letters, digits and dashes, 40 at most.')
    .meta({ description: 'Names it to operators, in cookies and in the configuration of the proxy; unique in its realm.' }),
  label: z.string().max(128).default(''),
  description: z.string().max(1_000).default(''),
  publicDomain: z
    .string()
    .max(300)
    .regex(ORIGIN, 'Give an origin in small letters and without path, such as https://payroll.example.com.')
    .refine((origin) => !/^(https:.*:443|http:.*:80)$/.test(origin), 'Leave the usual port out, as browsers do.')
    .regex(
      /^https:|^http:\/\/(localhost|[^/]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/,
      'Only an application on this machine goes without https, because cookies would be read on the way.',
    )
    .meta({ description: 'Origin that browsers open it at; unique in its realm.' }),
  idpId: z
    .uuid()
    .exactOptional()
    .meta({ description: 'Identity provider whose health decides whether it is offline; without one it never is.' }),
  status: z.enum(['ACTIVE', 'INACTIVE']).default('ACTIVE').meta({ description: 'INACTIVE lets nobody in.' }),
  journey: z
    .string()
    .min(1)
    .max(256)
    .exactOptional()
    .meta({ description: 'Journey that people must have completed; the default journey of the realm when none is named.' }),
  askBeforeEntry: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether people who are signed on already are asked before a session with it begins.' }),
  maxSessionMinutes: z
    .int()
    .min(1)
    .max(43_200)
    .default(480)
    .meta({ description: 'After so long people are led through the sign-on again, at most.' }),
  maxIdleMinutes: z.int().min(1).max(43_200).default(60),
  headers: z
    .array(headerMapping)
    .max(40)
    .refine((headers) => new Set(headers.map(({ header }) => header.toLowerCase())).size === headers.length, 'A header is named twice.')
    .default([]),
  assertion: z
    .boolean()
    .default(false)
    .meta({ description: `Whether ${ASSERTION_HEADER} says it all once more, signed with the key of the realm.` }),
  groupAttribute: z
    .string()
    .min(1)
    .max(256)
    .default('groups')
    .meta({ description: 'Attribute of the account that holds its groups. One that people can edit themselves says nothing.' }),
  groups: z
    .array(z.strictObject({ name: groupName }))
    .max(500)
    .default([])
    .meta({ description: 'Groups that may enter at all; none, or Everyone, lets everybody in who is signed on.' }),
  offline: offlineAccess.default({ state: 'INACTIVE', groups: [] }),
});
export type Application = z.infer<typeof application>;
