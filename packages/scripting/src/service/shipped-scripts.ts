import type { JsonObject } from '@waygate/schema';
import type { ScriptStore } from './script-store.ts';
import { encodeScript } from './script-text.ts';

const LEGACY = `/*
 * A script for a Scripted Decision node of the first generation.
 *
 * Read what earlier nodes left with nodeState.get('key'), and say how the journey goes on by setting outcome to one of the outcomes of the node.
 */
outcome = "true";
`;
const NEXT = `/*
 * A script for a Scripted Decision node of the next generation.
 *
 * Read what earlier nodes left with nodeState.get('key'), and say how the journey goes on with one of the outcomes of the node.
 */
action.goTo("true");
`;

/** A script that puts members of one object into other words; what is missing stays away. */
const renaming = (from: string, members: Readonly<Record<string, string>>, more = ''): string => `/*
 * Puts ${from} into other words: the value of the script is the new object.
 */
(function () {
  var made = {};
  function take(to, name) {
    var value = ${from}.get(name);
    if (value.isNotNull()) made[to] = value.getObject();
  }
${Object.entries(members)
  .map(([to, name]) => `  take(${JSON.stringify(to)}, ${JSON.stringify(name)});`)
  .join('\n')}
${more}  return made;
})();
`;
const GOOGLE = renaming('rawProfile', {
  id: 'sub',
  displayName: 'name',
  givenName: 'given_name',
  familyName: 'family_name',
  photoUrl: 'picture',
  email: 'email',
  username: 'email',
  locale: 'locale',
});
const MICROSOFT = renaming('rawProfile', {
  id: 'id',
  displayName: 'displayName',
  givenName: 'givenName',
  familyName: 'surname',
  email: 'userPrincipalName',
  username: 'userPrincipalName',
});
const APPLE = renaming(
  'rawProfile',
  { id: 'sub', username: 'sub', email: 'email' },
  `  if (made.email !== undefined) made.username = made.email;
  var name = rawProfile.get('name');
  var parts = [name.get('firstName'), name.get('lastName')].map(function (part) { return part.isString() ? part.asString() : ''; });
  if (parts[0] !== '') made.givenName = parts[0];
  if (parts[1] !== '') made.familyName = parts[1];
  made.displayName = parts.join(' ').trim();
`,
);
const MANAGED_USER = renaming('normalizedProfile', {
  givenName: 'givenName',
  sn: 'familyName',
  mail: 'email',
  userName: 'username',
  postalAddress: 'postalAddress',
  city: 'addressLocality',
  stateProvince: 'addressRegion',
  postalCode: 'postalCode',
  country: 'country',
  telephoneNumber: 'phone',
});

const shipped = (
  id: string,
  name: string,
  context: string,
  evaluatorVersion: string,
  source: string,
  description = 'What a new Scripted Decision node begins with.',
): [string, JsonObject] => [
  id,
  {
    _id: id,
    name,
    description,
    script: encodeScript(source),
    default: true,
    language: 'JAVASCRIPT',
    context,
    evaluatorVersion,
    createdBy: 'null',
    creationDate: 0,
    lastModifiedBy: 'null',
    lastModifiedDate: 0,
  },
];

/** Scripts that every realm has, by AM's ids. A realm may write its own in their place. */
export const SHIPPED_SCRIPTS: ReadonlyMap<string, JsonObject> = new Map([
  shipped(
    '01e1a3c0-038b-4c16-956a-6c9d89328cff',
    'Authentication Tree Decision Node Script',
    'AUTHENTICATION_TREE_DECISION_NODE',
    '1.0',
    LEGACY,
  ),
  shipped('11e1a3c0-038b-4c16-956a-6c9d89328cff', 'Scripted Decision Node Script', 'SCRIPTED_DECISION_NODE', '2.0', NEXT),
  ...(
    [
      ['58c824ae-84ed-4724-82cd-db128fc3f6c', 'Normalized Profile to Managed User', MANAGED_USER],
      ['58d29080-4563-480b-89bb-1e7719776a21', 'Google Profile Normalization', GOOGLE],
      ['73cecbfc-dad0-4395-be6a-6858ee3a80e5', 'Microsoft Profile Normalization', MICROSOFT],
      ['484e6246-dbc6-4288-97e6-54e55431402e', 'Apple Profile Normalization', APPLE],
    ] as const
  ).map(([id, name, source]) =>
    shipped(id, name, 'SOCIAL_IDP_PROFILE_TRANSFORMATION', '1.0', source, 'Puts a profile from elsewhere into the words of this realm.'),
  ),
]);

/** AM's own text of a script that is shipped here too: AM wrote some in Groovy, and they come along with exports. */
function isOriginal(id: string, value: JsonObject): boolean {
  return SHIPPED_SCRIPTS.has(id) && value['default'] === true && String(value['language']).toUpperCase() === 'GROOVY';
}

/** A store in which every realm has the shipped scripts as well, those that AM wrote in Groovy among them. */
export function withShippedScripts<S extends ScriptStore>(store: S): ScriptStore {
  return {
    get: async (realm, kind, id) => {
      const own = await store.get(realm, kind, id);
      if (kind !== 'script' || (own !== undefined && !isOriginal(id, own))) return own;
      return SHIPPED_SCRIPTS.get(id);
    },
    list: async (realm, kind) => {
      const own = (await store.list(realm, kind)).filter(({ id, value }) => kind !== 'script' || !isOriginal(id, value));
      if (kind !== 'script') return own;
      const taken = new Set(own.map(({ id }) => id));
      return [...own, ...[...SHIPPED_SCRIPTS].flatMap(([id, value]) => (taken.has(id) ? [] : [{ id, value }]))];
    },
    create: (realm, kind, object) => store.create(realm, kind, object),
    generation: () => store.generation(),
  };
}
