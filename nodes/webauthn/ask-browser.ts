import { fromBase64, toBase64 } from '@waygate/mfa';
import type { CallbackInput, JsonObject } from '@waygate/schema';

/** What every ceremony says. */
interface Ceremony {
  /** Base64url. */
  readonly challenge: string;
  /** Seconds. */
  readonly timeout: number;
  readonly rpId: string;
  /** `required`, `preferred` or `discouraged`. */
  readonly verification: string;
  /** Ids of passkeys, base64url: those that may be used, or those that are there already. */
  readonly credentials: readonly string[];
}

export interface CreationCeremony extends Ceremony {
  readonly rpName: string;
  readonly attestation: string;
  /** Text of the user handle: clients take its characters as they are. */
  readonly userId: string;
  readonly userName: string;
  readonly displayName: string;
  /** COSE numbers, best first. */
  readonly algorithms: readonly number[];
  readonly isDiscoverable: boolean;
  readonly attachment: 'platform' | 'cross-platform' | undefined;
}

/** How a ceremony reaches the client. */
interface Delivery {
  readonly asScript: boolean;
  /** What AM's pages show while the browser asks. */
  readonly waiting: string;
}

/** Callbacks that have a client make a passkey. */
export function askForCreation(ceremony: CreationCeremony, delivery: Delivery): readonly CallbackInput[] {
  const selection = {
    userVerification: ceremony.verification,
    ...(ceremony.attachment === undefined ? {} : { authenticatorAttachment: ceremony.attachment }),
    requireResidentKey: ceremony.isDiscoverable,
    residentKey: ceremony.isDiscoverable ? 'required' : 'preferred',
  };
  const kinds = ceremony.algorithms.map((alg) => ({ type: 'public-key', alg }));
  const data = {
    _type: 'WebAuthn',
    _action: 'webauthn_registration',
    supportsJsonResponse: true,
    challenge: standardBase64(ceremony.challenge),
    attestationPreference: ceremony.attestation,
    userName: ceremony.userName,
    userId: ceremony.userId,
    displayName: ceremony.displayName,
    relyingPartyName: ceremony.rpName,
    relyingPartyId: `id: "${ceremony.rpId}",`,
    _relyingPartyId: ceremony.rpId,
    authenticatorSelection: JSON.stringify(selection),
    _authenticatorSelection: selection,
    pubKeyCredParams: JSON.stringify(kinds),
    _pubKeyCredParams: kinds,
    timeout: String(ceremony.timeout * 1_000),
    excludeCredentials: listInText(ceremony.credentials),
    extensions: {},
  };
  if (!delivery.asScript) return inMetadata({ ...data, _excludeCredentials: listInData(ceremony.credentials) });
  // Older SDKs read the script by patterns: the list of credentials comes last, and nothing after it closes a list.
  const script = [
    ...START,
    'function waygateMade(credential) {',
    "  waygateEnd(credential, waygateText(credential.response.clientDataJSON) + '::' + new Int8Array(credential.response.attestationObject));",
    '}',
    'var waygateOptions = {',
    `  challenge: ${bytesInScript(ceremony.challenge)},`,
    `  attestation: ${literal(ceremony.attestation)},`,
    `  timeout: ${ceremony.timeout * 1_000},`,
    `  rp: { id: ${literal(ceremony.rpId)}, name: ${literal(ceremony.rpName)} },`,
    '  user: {',
    `    id: Uint8Array.from(${literal(ceremony.userId)}, function (sign) { return sign.charCodeAt(0); }),`,
    `    name: ${literal(ceremony.userName)},`,
    `    displayName: ${literal(ceremony.displayName)}`,
    '  },',
    '  authenticatorSelection: scriptContext._authenticatorSelection,',
    '  pubKeyCredParams: scriptContext._pubKeyCredParams,',
    `  excludeCredentials: [${ceremony.credentials.map(credentialInScript).join(', ')} ]`,
    '};',
    'if (!window.PublicKeyCredential) waygateSubmit("unsupported");',
    'else navigator.credentials.create({ publicKey: waygateOptions }).then(waygateMade).catch(waygateFailed);',
  ];
  return inScripts(data, script, delivery.waiting);
}

/** Callbacks that have a client use a passkey. */
export function askForAssertion(ceremony: Ceremony, delivery: Delivery): readonly CallbackInput[] {
  const { credentials } = ceremony;
  const data = {
    _type: 'WebAuthn',
    _action: 'webauthn_authentication',
    supportsJsonResponse: true,
    challenge: standardBase64(ceremony.challenge),
    timeout: String(ceremony.timeout * 1_000),
    userVerification: ceremony.verification,
    relyingPartyId: `rpId: "${ceremony.rpId}",`,
    _relyingPartyId: ceremony.rpId,
    allowCredentials: credentials.length === 0 ? '' : `allowCredentials: [${listInText(credentials)}]`,
    _allowCredentials: listInData(credentials),
    extensions: {},
  };
  if (!delivery.asScript) return inMetadata(data);
  const script = [
    ...START,
    'function waygateUsed(credential) {',
    '  var response = credential.response;',
    "  var outcome = waygateText(response.clientDataJSON) + '::' + new Int8Array(response.authenticatorData) + '::' + new Int8Array(response.signature);",
    "  waygateEnd(credential, outcome, response.userHandle ? '::' + waygateText(response.userHandle) : '');",
    '}',
    'var waygateOptions = {',
    `  challenge: ${bytesInScript(ceremony.challenge)},`,
    `  timeout: ${ceremony.timeout * 1_000},`,
    `  rpId: ${literal(ceremony.rpId)},`,
    `  userVerification: ${literal(ceremony.verification)}`,
    '};',
    `var acceptableCredentials = [${credentials.map(credentialInScript).join(', ')} ];`,
    'if (acceptableCredentials.length > 0) waygateOptions.allowCredentials = acceptableCredentials;',
    'if (!window.PublicKeyCredential) waygateSubmit("unsupported");',
    'else navigator.credentials.get({ publicKey: waygateOptions }).then(waygateUsed).catch(waygateFailed);',
  ];
  return inScripts(data, script, delivery.waiting);
}

/** What scripts of both kinds begin with: the ways back into the form of AM's pages. */
const START = [
  'function waygateSubmit(outcome) {',
  "  document.getElementById('webAuthnOutcome').value = outcome;",
  "  document.getElementById('loginButton_0').click();",
  '}',
  'function waygateText(bytes) { return new TextDecoder().decode(bytes); }',
  "function waygateFailed(error) { waygateSubmit(JSON.stringify({ error: 'ERROR::' + error.name + ':' + error.message })); }",
  'function waygateEnd(credential, outcome, handle) {',
  "  var legacyData = outcome + '::' + credential.id + (handle || '');",
  '  var authenticatorAttachment = credential.authenticatorAttachment;',
  '  waygateSubmit(authenticatorAttachment ? JSON.stringify({ authenticatorAttachment: authenticatorAttachment, legacyData: legacyData }) : legacyData);',
  '}',
];

const OUTCOME: CallbackInput = { type: 'HiddenValueCallback', id: 'webAuthnOutcome', value: 'false' };

function inMetadata(data: JsonObject): readonly CallbackInput[] {
  return [{ type: 'MetadataCallback', data }, OUTCOME];
}

/** Newer SDKs and our own pages read what stands behind `scriptContext`, up to the end of its line. */
function inScripts(data: JsonObject, script: readonly string[], waiting: string): readonly CallbackInput[] {
  const message = [`var scriptContext = ${literal(data)}`, ...script, ''].join('\n');
  const spinner = `var waygateWaiting = document.getElementById('callback_1');\nif (waygateWaiting) waygateWaiting.textContent = ${literal(waiting)};\n`;
  return [
    { type: 'TextOutputCallback', messageType: 'script', message },
    { type: 'TextOutputCallback', messageType: 'script', message: spinner },
    OUTCOME,
  ];
}

/** JSON that can stand in a script, and a script in a page. */
function literal(value: JsonObject | string): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

function listInText(credentials: readonly string[]): string {
  return credentials.map((id) => `{ "type": "public-key", "id": ${bytesInScript(id)} }`).join(', ');
}

function credentialInScript(id: string): string {
  return `\n    { "type": "public-key", "id": ${bytesInScript(id)} }`;
}

function listInData(credentials: readonly string[]): JsonObject[] {
  return credentials.map((id) => ({ type: 'public-key', id: [...signed(id)] }));
}

function bytesInScript(base64Url: string): string {
  return `new Int8Array([${signed(base64Url).join(', ')}]).buffer`;
}

function signed(base64Url: string): Int8Array {
  return Int8Array.from(fromBase64(base64Url) ?? []);
}

function standardBase64(base64Url: string): string {
  return toBase64(fromBase64(base64Url) ?? new Uint8Array());
}
