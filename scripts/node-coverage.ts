import { readFileSync } from 'node:fs';
import { nodeTypes } from '@waygate/nodes';
import { z } from 'zod';

const knownTypes = z.array(z.object({ type: z.string(), displayName: z.string(), category: z.string() }));

/** Node types that AM and Advanced Identity Cloud are known to have. */
function catalogueTypes(): z.infer<typeof knownTypes> {
  return knownTypes.parse(JSON.parse(readFileSync(new URL('../nodes/catalogue-types.json', import.meta.url), 'utf8')));
}

const VENDOR = "Needs a vendor's cloud.";
const DIRECTORY = 'Needs a connector of IDM. LDAP Decision and AD Decision ask directory servers themselves.';
const FACTORS = 'Not built yet: comes with the other factors.';
const OLD_FEDERATION = 'Superseded in AM itself by Social Provider Handler.';
const CERTIFICATES = 'Left out: client certificates are the business of the proxy in front.';

/** Why a type is not built, where it is not merely to come. */
const REASONS: readonly (readonly [types: readonly string[], reason: string])[] = [
  [
    [
      'product-PingOneProtectInitializeNode',
      'product-PingOneProtectEvaluationNode',
      'product-PingOneProtectResultNode',
      'PingOneVerifyProofing',
      'PingOneVerifyAuthentication',
      'product-CaptchaNode',
      'product-CaptchaEnterpriseNode',
      'product-ReCaptchaNode',
    ],
    VENDOR,
  ],
  [['PassthroughAuthenticationNode'], DIRECTORY],
  [['product-KerberosNode'], 'Needs a Kerberos realm and a browser of a domain.'],
  [['product-CertificateCollectorNode', 'product-CertificateUserExtractorNode', 'product-CertificateValidationNode'], CERTIFICATES],
  [['product-Saml2Node', 'product-WriteFederationInformationNode'], 'Left out: SAML is not spoken here.'],
  [['SocialFacebookNode', 'SocialGoogleNode', 'SocialNode', 'SocialOpenIdConnectNode', 'SocialOAuthIgnoreProfileNode'], OLD_FEDERATION],
  [['AmsterJwtDecisionNode', 'AgentDataStoreDecisionNode'], 'Serves tools and agents of AM that Waygate does not have.'],
  [['PolicyDecisionNode', 'IdentityAssertionDecisionNode'], 'Needs a part of AM that Waygate does not have: policies, or the gateway.'],
  [
    ['BackChannelInitNode', 'BackChannelStatusNode', 'BackchannelNotificationNode'],
    'Not built: the keys of their settings and the ids of their outcomes are not public, so a journey that uses them could not be run as it was meant.',
  ],
  [['designer-<serviceName>'], 'A node that somebody designed: its script stands outside the journey.'],
];

/** Whether a node type belongs to somebody else than AM: a partner's, one that somebody designed, or one that needs a vendor's cloud. */
export function isVendorType(type: string): boolean {
  return !catalogueTypes().some((one) => one.type === type) || reasonFor(type, '') === VENDOR;
}

function reasonFor(type: string, category: string): string {
  const own = REASONS.find(([types]) => types.includes(type))?.[1];
  if (own !== undefined) return own;
  if (category === 'MFA') return FACTORS;
  return 'Not built yet.';
}

/** Text of `nodes/COVERAGE.md`: what of the catalogue is built, and why the rest is not. */
export function nodeCoverage(): string {
  const built = new Set(nodeTypes.map(({ type }) => type));
  const known = catalogueTypes();
  const categories = [...new Set(known.map(({ category }) => category))].sort();
  const sections = categories.flatMap((category) => {
    const types = known.filter((one) => one.category === category).sort((a, b) => (a.displayName < b.displayName ? -1 : 1));
    const rows = types.map(({ type, displayName }) => {
      const state = built.has(type) ? 'built' : reasonFor(type, category);
      return `| ${displayName} | \`${type}\` | ${state} |`;
    });
    const count = types.filter(({ type }) => built.has(type)).length;
    return [`## ${category} (${count} of ${types.length})`, '', '| Node | Type | State |', '| --- | --- | --- |', ...rows, ''];
  });
  const own = nodeTypes
    .filter(({ type }) => !known.some((one) => one.type === type))
    .map(({ type, displayName }) => `- ${displayName} (\`${type}\`)`);
  return [
    '# Nodes: what is built',
    '',
    'Made from `catalogue-types.json`, the node types that AM and Advanced Identity Cloud are known to have, and the nodes in this folder (`npm run docs`); do not edit. Partner nodes are not listed: an import keeps them as they are.',
    '',
    `Built: ${known.filter(({ type }) => built.has(type)).length} of ${known.length}.`,
    '',
    ...sections,
    ...(own.length === 0 ? [] : ['## Not in the catalogue', '', ...own, '']),
  ].join('\n');
}
