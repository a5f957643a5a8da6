import { FAILURE_ID, type JsonObject, SUCCESS_ID } from '@waygate/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileJourney, type JourneySurroundings, TO_FAILURE, TO_SUCCESS, validateJourney } from '../src/index.ts';
import { catalogue, facts, journey } from './facts.ts';

const ends = { true: SUCCESS_ID, false: FAILURE_ID };
const codes = (document: ReturnType<typeof journey>, severity?: string) =>
  validateJourney(document, catalogue)
    .filter((problem) => severity === undefined || problem.severity === severity)
    .map((problem) => problem.code);

/** For journeys that have nothing of the kind. */
const never = (): never => {
  throw new Error('Every node of this journey can run.');
};

describe('what publishing checks', () => {
  it('says what is wrong with a field by itself too, for a form that shows it there', () => {
    const [problem] = validateJourney(journey({ a: ['Strict', { outcome: SUCCESS_ID }, { count: 0 }] }), catalogue);
    expect(problem).toMatchObject({ path: 'count', message: expect.stringMatching(/^count of /) });
    expect(problem?.message.endsWith(problem.issue ?? '-')).toBe(true);
  });

  it('has nothing to say about a sound journey', () => {
    expect(codes(journey({ a: ['Ask', { outcome: 'b' }], b: ['Decide', ends] }))).toEqual([]);
  });

  it.each([
    ['an entry that is not there', journey({ a: ['Ask', { outcome: SUCCESS_ID }] }, { entryNodeId: 'x' }), 'journey.entry_missing'],
    ['a connection to nowhere', journey({ a: ['Ask', { outcome: 'x' }] }), 'journey.connection_dangling'],
    ['a configuration that does not parse', journey({ a: ['Strict', { outcome: SUCCESS_ID }, { count: 0 }] }), 'journey.config_invalid'],
    ['a page without nodes', journey({ a: ['Page', { outcome: SUCCESS_ID }] }), 'journey.page_empty'],
    ['an inner journey without a name', journey({ a: ['Inner', ends] }), 'journey.inner_missing'],
    ['a journey inside itself', journey({ a: ['Inner', ends, { tree: 'Test' }] }), 'journey.inner_recursive'],
    ['a node that leads to itself without asking', journey({ a: ['Step', { outcome: 'a' }] }), 'journey.loop_without_input'],
    [
      'a loop of two that never asks',
      journey({ a: ['Ask', { outcome: 'b' }], b: ['Decide', { true: SUCCESS_ID, false: 'c' }], c: ['Step', { outcome: 'b' }] }),
      'journey.loop_without_input',
    ],
  ])('refuses %s', (_, document, code) => {
    expect(codes(document, 'error')).toContain(code);
    expect(() => compileJourney(document, catalogue, never)).toThrow(/cannot run/);
  });

  it('lets a loop be that asks, or that a node bounds', () => {
    expect(codes(journey({ a: ['Ask', { outcome: 'b' }], b: ['Decide', { true: SUCCESS_ID, false: 'a' }] }))).toEqual([]);
    const bounded = journey({
      b: ['Decide', { true: SUCCESS_ID, false: 'c' }],
      c: ['Limit', { Retry: 'b', Reject: FAILURE_ID }],
    });
    expect(codes(bounded)).toEqual([]);
  });

  it('warns of what may be meant: unconnected and lost outcomes, unreachable nodes, no way to Success', () => {
    const document = journey({ a: ['Decide', { true: FAILURE_ID, gone: FAILURE_ID }], b: ['Ask', { outcome: FAILURE_ID }] });
    expect(codes(document)).toEqual([
      'journey.outcome_unconnected',
      'journey.outcome_lost',
      'journey.node_unreachable',
      'journey.no_success',
    ]);
    expect(compileJourney(document, catalogue, never).nodes).toHaveLength(2);
  });

  it('checks what stands on a page', () => {
    const child = (type: string, config = {}) => ({ type, displayName: type, config });
    const page = (ids: string[], innerNodes: Record<string, ReturnType<typeof child>>) =>
      journey(
        {
          p: ['Page', { outcome: SUCCESS_ID, true: SUCCESS_ID, false: FAILURE_ID }, { nodes: ids.map((_id) => ({ _id, nodeType: 'x' })) }],
        },
        { innerNodes },
      );
    expect(codes(page(['c'], {}), 'error')).toEqual(['journey.page_child_missing']);
    expect(codes(page(['c'], { c: child('Page') }), 'error')).toEqual(['journey.page_child_kind']);
    expect(codes(page(['c'], { c: child('Nope') }))).toEqual(['journey.unknown_node']);
    expect(codes(page(['c', 'd'], { c: child('Decide'), d: child('Ask') }), 'error')).toEqual(['journey.page_child_outcomes']);
    expect(codes(page(['d', 'c'], { c: child('Decide'), d: child('Ask') }), 'error')).toEqual([]);
    expect(codes(page(['c', 'c'], { c: child('Ask') }), 'error')).toEqual(['journey.page_child_twice']);
  });

  it.each([
    ['a type that the server lacks', { type: 'Nope' }, 'journey.unknown_node'],
    ['another version of a type', { type: 'Strict', version: '9.0' }, 'journey.unknown_version'],
  ])(
    'lets a node of %s stand with a warning, whatever its configuration and outcomes, and compiles what stands for it',
    (_, what, code) => {
      const sound = journey({ a: ['Ask', { outcome: 'b' }], b: ['Ask', { whatever: SUCCESS_ID }, { count: 'many' }] });
      const { b, ...others } = sound.nodes;
      if (b === undefined) throw new Error('There is a node b.');
      const document = { ...sound, nodes: { ...others, b: { ...b, ...what } } };
      expect(validateJourney(document, catalogue)).toMatchObject([{ severity: 'warning', code, nodeId: 'b', parameters: { node: 'b' } }]);
      const compiled = compileJourney(document, catalogue, (node) => facts(`stand-in of ${node.type}`));
      expect(compiled.nodes.map(({ type }) => type.type)).toEqual(['Ask', `stand-in of ${what.type}`]);
      expect(compiled.nodes[1]?.config).toEqual({ count: 'many' });
    },
  );

  it('names the node on the page that is at fault, so that the author gets there', () => {
    const document = journey(
      { p: ['Page', { outcome: SUCCESS_ID }, { nodes: [{ _id: 'c', nodeType: 'Page' }] }] },
      { innerNodes: { c: { type: 'Page', displayName: 'Second page', config: {} } } },
    );
    expect(validateJourney(document, catalogue)).toContainEqual(
      expect.objectContaining({ code: 'journey.page_child_kind', nodeId: 'c', parameters: { node: 'p', child: 'Second page' } }),
    );
  });

  it('warns of a text that lacks a language which another text of the journey has', () => {
    const said = (message: object, button: object, header: object = {}) =>
      validateJourney(
        journey(
          {
            p: ['Page', { outcome: 's' }, { pageHeader: header, nodes: [{ _id: 'c', nodeType: 'Say' }] }],
            s: ['Say', { outcome: SUCCESS_ID }, { message, button }],
          },
          { innerNodes: { c: { type: 'Say', displayName: 'On the page', config: { message: { fr: 'Bonjour' } } } } },
        ),
        catalogue,
      ).map(({ code, nodeId, path, parameters }) => [code, nodeId, path, parameters?.['languages']]);
    const code = 'journey.translation_missing';
    expect(said({ fr: 'Bonjour' }, {})).toEqual([]);
    expect(said({ 'fr-CA': 'Bonjour' }, { fr_FR: 'Suivant' })).toEqual([]);
    expect(said({ fr: 'Bonjour', en: 'Hello' }, { de: '' })).toEqual([[code, 'c', 'message', 'en']]);
    expect(said({ fr: 'Bonjour', en: '' }, { de: 'Weiter' }, { de: 'Anmelden', fr: 'Connexion' })).toEqual([
      [code, 'c', 'message', 'de'],
      [code, 's', 'message', 'de'],
      [code, 's', 'button', 'fr'],
    ]);
  });

  it('gives every problem what a translation of it needs: each name stands in its parameters', () => {
    const documents = [
      journey({ a: ['Decide', { true: 'x', gone: FAILURE_ID }], b: ['Nope', {}], c: ['Strict', { outcome: 'c' }, { count: 0 }] }),
      journey({ a: ['Page', { outcome: 'b' }], b: ['Inner', ends, { tree: 'Test' }] }, { entryNodeId: 'y' }),
      journey({ a: ['Step', { outcome: 'a' }] }),
    ];
    const problems = documents.flatMap((document) => validateJourney(document, catalogue));
    expect(problems.length).toBeGreaterThan(10);
    for (const { code, nodeId, parameters } of problems) {
      if (code === 'journey.no_success') continue;
      if (nodeId !== undefined) expect(parameters?.['node'] ?? parameters?.['nodes'], code).toBe(nodeId);
      else expect(Object.keys(parameters ?? {}), code).not.toEqual([]);
    }
  });

  it('says of a configuration what kind of value is expected, so that it can be said in another language', () => {
    const [problem] = validateJourney(journey({ a: ['Strict', { outcome: SUCCESS_ID }, { count: 0 }] }), catalogue);
    expect(problem).toMatchObject({ path: 'count', parameters: { field: 'count', issue: 'too_small.number', limit: '1' } });
  });

  it('knows the journeys around: unknown inner journeys and circles', () => {
    const document = journey({ a: ['Inner', ends, { tree: 'Other' }] });
    const within = (inner: Record<string, string[]>) =>
      validateJourney(document, catalogue, { innerJourneys: (name) => inner[name] }).map(({ code }) => code);
    expect(within({})).toEqual(['journey.inner_unknown']);
    expect(within({ Other: [] })).toEqual([]);
    expect(within({ Other: ['Third'], Third: ['Test'] })).toEqual(['journey.inner_recursive']);
  });
});

describe('what is allowed but not wise', () => {
  const problemsWith = (config: object) =>
    validateJourney(journey({ decide: ['Decide', { true: SUCCESS_ID, false: SUCCESS_ID }, config] }), catalogue);

  it('is a warning at its field, which does not keep a journey from being published', () => {
    expect(problemsWith({ strategy: 'SAME' })).toEqual([]);
    expect(problemsWith({ strategy: 'NONE' })).toMatchObject([
      {
        severity: 'warning',
        code: 'journey.caution',
        nodeId: 'decide',
        path: 'strategy',
        issue: 'This is weak.',
        parameters: { issue: 'caution.weak' },
      },
    ]);
  });
});

describe('e-mail templates that nodes name', () => {
  const templates = new Map([
    ['welcome', true],
    ['old', false],
  ]);
  const surroundings = { innerJourneys: () => undefined, emailTemplates: templates };
  const problemsWith = (config: object, around: JourneySurroundings | undefined = surroundings) =>
    validateJourney(journey({ mail: ['Mail', { outcome: SUCCESS_ID }, config] }), catalogue, around);

  it('must be there to be sent, and one that is off is no error either', () => {
    expect(problemsWith({})).toEqual([]);
    expect(problemsWith({ template: 'nothing' })).toMatchObject([
      { severity: 'warning', code: 'journey.template_missing', nodeId: 'mail', path: 'template', parameters: { template: 'nothing' } },
    ]);
    expect(problemsWith({ template: 'old' })).toMatchObject([{ severity: 'warning', code: 'journey.template_disabled' }]);
  });

  it('stand with a node that cannot be on a page when it waits for who comes back by mail', () => {
    const page = journey(
      { page: ['Page', { outcome: SUCCESS_ID }, { nodes: [{ _id: 'child', nodeType: 'Wait', displayName: 'Child' }] }] },
      { innerNodes: { child: { type: 'Wait', displayName: 'Child', config: {} } } },
    );
    expect(validateJourney(page, catalogue)).toMatchObject([{ code: 'journey.page_child_kind', nodeId: 'child' }]);
  });

  it('are looked for on pages too, and not where nobody knows them', () => {
    const page = journey(
      { page: ['Page', { outcome: SUCCESS_ID }, { nodes: [{ _id: 'child', nodeType: 'Mail', displayName: 'Child' }] }] },
      { innerNodes: { child: { type: 'Mail', displayName: 'Child', config: { template: 'nothing' } } } },
    );
    expect(validateJourney(page, catalogue, surroundings)).toMatchObject([{ code: 'journey.template_missing', nodeId: 'child' }]);
    expect(problemsWith({ template: 'nothing' }, { innerJourneys: () => undefined })).toEqual([]);
  });
});

describe('compiling', () => {
  it('resolves connections, defaults and the keys that are read later', () => {
    const compiled = compileJourney(
      journey({
        a: ['Ask', { outcome: 's' }],
        s: ['Strict', { outcome: 'b' }],
        b: ['Decide', ends],
        after: ['Ask', { outcome: SUCCESS_ID }],
      }),
      catalogue,
      never,
    );
    expect(compiled.nodes[1]?.config).toEqual({ count: 3 });
    expect([...(compiled.nodes[2]?.next ?? [])]).toEqual([
      ['true', TO_SUCCESS],
      ['false', TO_FAILURE],
    ]);
    expect([...compiled.readableFrom(0)]).toEqual(['password']);
    expect([...compiled.readableFrom(3)]).toEqual([]);
  });

  it('gives a page of version 2.0 the outcomes of its last child with the id of the child before them', () => {
    const document = journey({
      p: ['Page', { 'c-true': SUCCESS_ID, 'c-false': FAILURE_ID }, { nodes: [{ _id: 'c', nodeType: 'Decide' }] }],
    });
    const page = document.nodes['p'];
    if (page === undefined) throw new Error('no page');
    const versioned = {
      ...document,
      nodes: { p: { ...page, version: '2.0' } },
      innerNodes: { c: { type: 'Decide', displayName: 'c', config: {} } },
    };
    expect(validateJourney(versioned, catalogue)).toEqual([]);
    expect(compileJourney(versioned, catalogue, never).nodes[0]?.outcomePrefix).toBe('c-');
  });

  it('finds a loop without input exactly when there is one', () => {
    const graph = fc.array(fc.tuple(fc.constantFrom('Ask', 'Step', 'Decide', 'Limit'), fc.nat(9), fc.nat(9)), {
      minLength: 1,
      maxLength: 10,
    });
    fc.assert(
      fc.property(graph, (nodes) => {
        const id = (index: number) => (index < nodes.length ? `n${index}` : SUCCESS_ID);
        const document = journey(
          Object.fromEntries(
            nodes.map(([type, one, two], index) => {
              const outcomes =
                catalogue
                  .get(type)
                  ?.outcomes({})
                  .map((outcome) => outcome.id) ?? [];
              return [
                `n${index}`,
                [type, Object.fromEntries(outcomes.map((outcome, place) => [outcome, id(place === 0 ? one : two)]))] as const,
              ];
            }),
          ),
        );
        const automatic = new Set(
          Object.keys(document.nodes).filter((key) => ['Step', 'Decide'].includes(document.nodes[key]?.type ?? '')),
        );
        const loops = [...automatic].some((start) => {
          const seen = new Set<string>();
          const open = Object.values(document.nodes[start]?.connections ?? {});
          for (let at = open.pop(); at !== undefined; at = open.pop()) {
            if (at === start) return true;
            if (seen.has(at) || !automatic.has(at)) continue;
            seen.add(at);
            open.push(...Object.values(document.nodes[at]?.connections ?? {}));
          }
          return false;
        });
        expect(codes(document, 'error').includes('journey.loop_without_input')).toBe(loops);
      }),
    );
  });
});

describe('webhooks that nodes name', () => {
  const problemsWith = (webhookName: string, webhooks?: ReadonlySet<string>) =>
    validateJourney(journey({ ask: ['Ask', { outcome: SUCCESS_ID }, { webhookName }] }), catalogue, {
      innerJourneys: () => undefined,
      references: webhooks === undefined ? {} : { webhooks },
    }).filter(({ code }) => code === 'journey.webhook_missing');

  it('must be there for somebody to be told, where it is known which there are', () => {
    expect(problemsWith('crm', new Set(['audit']))).toMatchObject([
      { severity: 'warning', nodeId: 'ask', path: 'webhookName', parameters: { id: 'crm' } },
    ]);
    expect([problemsWith('audit', new Set(['audit'])), problemsWith('crm'), problemsWith('&{esv.webhook}', new Set())]).toEqual([
      [],
      [],
      [],
    ]);
  });
});

it('warns of a state that people may write themselves, where it is known what they may edit', () => {
  const problemsWith = (stateAttribute: string, editable?: ReadonlySet<string>) =>
    validateJourney(journey({ ask: ['Ask', { outcome: SUCCESS_ID }, { stateAttribute }] }), catalogue, {
      innerJourneys: () => undefined,
      references: editable === undefined ? {} : { editable },
    }).filter(({ code }) => code === 'journey.state_editable');
  expect(problemsWith('mail', new Set(['mail']))).toMatchObject([
    { severity: 'warning', nodeId: 'ask', path: 'stateAttribute', parameters: { id: 'mail' } },
  ]);
  const none = [problemsWith('state', new Set(['mail'])), problemsWith('mail'), problemsWith('', new Set(['']))];
  expect(none).toEqual([[], [], []]);
});

describe('identity providers that nodes go by', () => {
  const problemsWith = (config: JsonObject, watched?: ReadonlySet<string>, type: 'Ask' | 'Networked' = 'Ask') =>
    validateJourney(
      journey({ ask: [type, { outcome: SUCCESS_ID }, config] }),
      new Map([...catalogue, ['Networked', { ...facts('Networked', { callbacks: ['NameCallback'] }), ownMembers: ['outageOutcome'] }]]),
      { innerJourneys: () => undefined, references: watched === undefined ? {} : { watched } },
    ).filter(({ code }) => code === 'journey.watched_missing');

  it('must be watched, where it is known which are', () => {
    expect(problemsWith({ identityProvider: 'Push' }, new Set(['LDAP']))).toMatchObject([
      { severity: 'warning', nodeId: 'ask', path: 'identityProvider', parameters: { id: 'Push' } },
    ]);
    expect([
      problemsWith({ identityProvider: 'Push' }, new Set(['Push'])),
      problemsWith({ identityProvider: 'Push' }),
      problemsWith({ identityProvider: '' }, new Set()),
    ]).toEqual([[], [], []]);
  });

  it('matter to nodes that can report outages only when they are to', () => {
    expect(problemsWith({ identityProvider: 'Push' }, new Set(), 'Networked')).toEqual([]);
    expect(problemsWith({ identityProvider: 'Push', outageOutcome: true }, new Set(), 'Networked')).toHaveLength(1);
  });
});

describe('a code by telephone or mail', () => {
  const more = new Map([
    ...catalogue,
    ...[
      facts('Password', { outcomes: ['true'], proves: ['knowledge:password'] }),
      facts('Code', {
        outcomes: ['true'],
        callbacks: ['PasswordCallback'],
        proves: ['possession:sms', 'possession:voice', 'mailbox:code'],
      }),
      facts('Passkey', { outcomes: ['true'], callbacks: ['HiddenValueCallback'], proves: ['possession:passkey'] }),
    ].map((type) => [type.type, type] as const),
  ]);
  const weak = (nodes: Parameters<typeof journey>[0]) =>
    validateJourney(journey(nodes), more).filter(({ code }) => code === 'journey.weak_factor');

  it('is warned of where it is the only second factor', () => {
    expect(weak({ ask: ['Password', { true: 'code' }], code: ['Code', { true: SUCCESS_ID }] })).toMatchObject([
      { severity: 'warning', nodeId: 'code', parameters: { node: 'code' } },
    ]);
  });

  it.each<[string, Parameters<typeof journey>[0]]>([
    [
      'something stronger stands beside it',
      { ask: ['Password', { true: 'code' }], code: ['Code', { true: SUCCESS_ID }], key: ['Passkey', { true: SUCCESS_ID }] },
    ],
    ['it stands in for a password that was forgotten', { code: ['Code', { true: SUCCESS_ID }] }],
    [
      'an inner journey may have something stronger',
      {
        ask: ['Password', { true: 'more' }],
        more: ['Inner', { true: 'code', false: FAILURE_ID }, { tree: 'X' }],
        code: ['Code', { true: SUCCESS_ID }],
      },
    ],
    ['there is none', { ask: ['Password', { true: SUCCESS_ID }] }],
  ])('is not where %s', (_what, nodes) => {
    expect(weak(nodes)).toEqual([]);
  });
});
