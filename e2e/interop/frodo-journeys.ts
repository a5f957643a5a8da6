import { FAILURE_ID, SUCCESS_ID } from '@waygate/schema';

const id = (last: string) => `5f1d0000-0000-4000-8000-${last.padStart(12, '0')}`;
const placed = { x: 200, y: 100 };
const outcome = (...names: string[]) => names.map((name) => ({ id: name, displayName: name }));
const type = (name: string, title = name) => ({ _id: name, name: title, collection: true, version: '1.0' });

/** Id of the script that the journeys share. */
export const SCRIPT = id('99');

/** Journeys as Frodo writes all of a realm into one file: a page, a journey inside, a script, a node of somebody else's server. */
export function frodoJourneys() {
  return {
    meta: { exportTool: 'frodo', exportToolVersion: 'v3.3.0 [v20.19.0]', origin: 'https://elsewhere.example/am', originAmVersion: '7.5.0' },
    trees: {
      Inner: single({
        tree: {
          _id: 'Inner',
          entryNodeId: id('1'),
          innerTreeOnly: true,
          nodes: {
            [id('1')]: {
              nodeType: 'ScriptedDecisionNode',
              displayName: 'Decide',
              connections: { true: SUCCESS_ID, false: FAILURE_ID },
              ...placed,
            },
          },
        },
        nodes: {
          [id('1')]: {
            _id: id('1'),
            _outcomes: outcome('true', 'false'),
            _type: type('ScriptedDecisionNode', 'Scripted Decision'),
            inputs: ['*'],
            outcomes: ['true', 'false'],
            outputs: ['*'],
            script: SCRIPT,
          },
        },
        scripts: {
          [SCRIPT]: {
            _id: SCRIPT,
            context: 'AUTHENTICATION_TREE_DECISION_NODE',
            createdBy: 'id=amadmin,ou=user,ou=am-config',
            creationDate: 1_433_147_666_269,
            default: false,
            description: null,
            evaluatorVersion: '1.0',
            language: 'JAVASCRIPT',
            lastModifiedBy: 'id=amadmin,ou=user,ou=am-config',
            lastModifiedDate: 1_433_147_666_269,
            name: 'Decide',
            script: JSON.stringify('outcome = "true";\n// Größe\n'),
          },
        },
      }),
      Outer: single({
        tree: {
          _id: 'Outer',
          description: 'Asks for name and password',
          entryNodeId: id('2'),
          uiConfig: { categories: '["Frodo"]' },
          staticNodes: { startNode: { x: 50, y: 25 }, [SUCCESS_ID]: { x: 900, y: 60.5 }, [FAILURE_ID]: { x: 900, y: 220 } },
          nodes: {
            [id('2')]: { nodeType: 'PageNode', displayName: 'Page Node', connections: { outcome: id('3') }, ...placed },
            [id('3')]: {
              nodeType: 'DataStoreDecisionNode',
              displayName: 'Data Store Decision',
              connections: { true: id('4'), false: id('5') },
              x: 420.5,
              y: 90.25,
            },
            [id('4')]: {
              nodeType: 'InnerTreeEvaluatorNode',
              displayName: 'Inside',
              connections: { true: SUCCESS_ID, false: FAILURE_ID },
              ...placed,
            },
            [id('5')]: { nodeType: 'product-VendorNode', displayName: 'Vendor', connections: { done: FAILURE_ID }, ...placed },
          },
        },
        nodes: {
          [id('2')]: {
            _id: id('2'),
            _outcomes: outcome('outcome'),
            _type: type('PageNode', 'Page Node'),
            nodes: [
              { _id: id('6'), displayName: 'Username', nodeType: 'UsernameCollectorNode' },
              { _id: id('7'), displayName: 'Password', nodeType: 'PasswordCollectorNode' },
            ],
            pageDescription: {},
            pageHeader: { de: 'Anmelden', en: 'Sign In' },
          },
          [id('3')]: { _id: id('3'), _outcomes: outcome('true', 'false'), _type: type('DataStoreDecisionNode') },
          [id('4')]: {
            _id: id('4'),
            _outcomes: outcome('true', 'false'),
            _type: type('InnerTreeEvaluatorNode'),
            displayErrorOutcome: false,
            tree: 'Inner',
          },
          [id('5')]: {
            _id: id('5'),
            _outcomes: outcome('done'),
            _type: type('product-VendorNode'),
            deep: { list: [1, 'two', null], text: 'Größe' },
          },
        },
        innerNodes: {
          [id('6')]: { _id: id('6'), _outcomes: outcome('outcome'), _type: type('UsernameCollectorNode') },
          [id('7')]: { _id: id('7'), _outcomes: outcome('outcome'), _type: type('PasswordCollectorNode') },
        },
      }),
    },
  };
}

function single<T extends { readonly tree: object }>({ tree, ...parts }: T) {
  return {
    circlesOfTrust: {},
    emailTemplates: {},
    innerNodes: {},
    nodes: {},
    saml2Entities: {},
    scripts: {},
    socialIdentityProviders: {},
    themes: [],
    ...parts,
    tree: {
      enabled: true,
      identityResource: 'managed/user',
      innerTreeOnly: false,
      mustRun: false,
      noSession: false,
      staticNodes: {},
      uiConfig: {},
      ...tree,
    },
  };
}
